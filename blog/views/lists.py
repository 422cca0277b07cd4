"""Lists of articles."""

from typing import Any

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import Profile
from blog.menu import site_texts_for
from blog.models import Category, Post
from blog.models.post import PostQuerySet
from blog.tags import find_tag
from pagecache.kept import kept

POSTS_PER_PAGE = 12
POSTS_ON_FRONT = 6


@kept()
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "posts": Post.objects.published().newest_first().for_cards()[:POSTS_ON_FRONT],
        "start": site_texts_for(request).start_articles,
    }
    return render(request, "blog/home.html", context)


@kept()
def article_list(request: HttpRequest, page: int = 1) -> HttpResponse:
    published = Post.objects.published()
    context = {"posts": get_page(published, page), "topics": published.topics()}
    return render(request, "blog/article_list.html", context)


@kept()
def category_detail(request: HttpRequest, path: str, page: int = 1) -> HttpResponse:
    category = Category.objects.select_related("parent", "picture").find(path)
    if category is None:
        raise Http404
    posts = get_page(Post.objects.published().in_category(category), page)
    if category.path != path:
        return redirect_to_current(request, path=category.path)
    picture = category.picture if page == 1 else None
    return render(request, "blog/category_detail.html", {"category": category, "posts": posts, "picture": picture})


@kept()
def tag_detail(request: HttpRequest, slug: str, page: int = 1) -> HttpResponse:
    tag = find_tag(slug)
    posts = get_page(Post.objects.published().with_tag(tag), page) if tag else None
    if not tag or not posts:
        raise Http404
    if tag.slug != slug:
        return redirect_to_current(request, slug=tag.slug)
    return render(request, "blog/tag_detail.html", {"tag": tag, "posts": posts})


@kept()
def author_detail(request: HttpRequest, slug: str, page: int = 1) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.public().prefetch_related("links"), slug=slug)
    posts = get_page(Post.objects.published().filter(author=profile.user), page)
    return render(request, "blog/author_detail.html", {"profile": profile, "posts": posts})


def redirect_to_current(request: HttpRequest, **current: str) -> HttpResponse:
    """Redirect from a former path or slug to the current one. ``current`` has the URL arguments that changed."""
    match: Any = request.resolver_match
    return HttpResponsePermanentRedirect(reverse(match.url_name, kwargs={**match.kwargs, **current}))


def first_page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Redirect ``…/page/1/`` to the list itself."""
    return redirect(request.path.removesuffix("page/1/"), permanent=True)


def get_page(posts: PostQuerySet, number: int) -> ResultPage[Post]:
    """Return page ``number`` of the articles, the newest first. Raises ``Http404`` beyond the last one."""
    paginator = Paginator(posts.newest_first().for_cards(), POSTS_PER_PAGE)
    if number not in paginator.page_range:
        raise Http404
    return paginator.page(number)
