"""Pages that list articles."""

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from taggit.models import Tag

from accounts.models import Profile
from blog.models import Category, Post
from blog.models.post import PostQuerySet

POSTS_A_PAGE = 12
POSTS_ON_FRONT = 6


def home(request: HttpRequest) -> HttpResponse:
    posts = Post.objects.published().newest_first().for_cards()[:POSTS_ON_FRONT]
    return render(request, "blog/home.html", {"posts": posts})


def article_list(request: HttpRequest, page: int = 1) -> HttpResponse:
    published = Post.objects.published()
    context = {"posts": get_page(published, page), "topics": published.topics()}
    return render(request, "blog/article_list.html", context)


def category_detail(request: HttpRequest, path: str, page: int = 1) -> HttpResponse:
    category = get_object_or_404(Category.objects.select_related("parent"), path=path)
    posts = get_page(Post.objects.published().in_category(category), page)
    return render(request, "blog/category_detail.html", {"category": category, "posts": posts})


def tag_detail(request: HttpRequest, slug: str, page: int = 1) -> HttpResponse:
    tag = get_object_or_404(Tag, slug=slug)
    posts = get_page(Post.objects.published().with_tag(tag), page)
    if not posts.object_list:
        raise Http404
    return render(request, "blog/tag_detail.html", {"tag": tag, "posts": posts})


def author_detail(request: HttpRequest, slug: str, page: int = 1) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.public().prefetch_related("links"), slug=slug)
    posts = get_page(Post.objects.published().filter(author=profile.user), page)
    return render(request, "blog/author_detail.html", {"profile": profile, "posts": posts})


def first_page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """``…/page/1/`` is the list itself."""
    return redirect(request.path.removesuffix("page/1/"), permanent=True)


def get_page(posts: PostQuerySet, number: int) -> ResultPage[Post]:
    """Page ``number`` of the articles, newest first; 404 past the last one."""
    paginator = Paginator(posts.newest_first().for_cards(), POSTS_A_PAGE)
    if number not in paginator.page_range:
        raise Http404
    return paginator.page(number)
