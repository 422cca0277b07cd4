"""The feeds of articles. ``feed_format`` is one of ``core.web.feeds.FORMATS``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Profile
from blog.feeds import PostFeed, PostList
from blog.menu import site_texts
from blog.models import Category, Post
from blog.models.post import PostQuerySet
from blog.tags import find_tag
from blog.views.lists import redirect_to_current
from core.web.feeds import RSS
from pagecache.kept import kept


@kept()
def site_feed(request: HttpRequest, feed_format: str = RSS) -> HttpResponse:
    texts = site_texts()
    shown = PostList(Post.objects.published(), texts.name, texts.tagline, reverse("home"))
    return PostFeed(feed_format)(request, shown=shown)


@kept()
def category_feed(request: HttpRequest, path: str, feed_format: str = RSS) -> HttpResponse:
    category = Category.objects.find(path)
    if category is None:
        raise Http404
    if category.path != path:
        return redirect_to_current(request, path=category.path)
    posts = Post.objects.published().in_category(category)
    shown = _list_of(category.name, category.summary, category.get_absolute_url(), posts)
    return PostFeed(feed_format)(request, shown=shown)


@kept()
def tag_feed(request: HttpRequest, slug: str, feed_format: str = RSS) -> HttpResponse:
    tag = find_tag(slug)
    posts = Post.objects.published().with_tag(tag) if tag else Post.objects.none()
    if tag is None or not posts.exists():
        raise Http404
    if tag.slug != slug:
        return redirect_to_current(request, slug=tag.slug)
    shown = _list_of(tag.name, "", reverse("tag_detail", args=[tag.slug]), posts)
    return PostFeed(feed_format)(request, shown=shown)


@kept()
def author_feed(request: HttpRequest, slug: str, feed_format: str = RSS) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.public(), slug=slug)
    posts = Post.objects.published().filter(author=profile.user)
    shown = _list_of(str(profile), profile.introduction, profile.get_absolute_url(), posts)
    return PostFeed(feed_format)(request, shown=shown)


def _list_of(name: str, description: str, url: str, posts: PostQuerySet) -> PostList:
    title = _("%(category)s – %(site)s") % {"category": name, "site": site_texts().name}
    return PostList(posts, title, description, url)
