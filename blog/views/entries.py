"""The view of ``/<slug>/``, which is an article or a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from blog.addresses import find_entry
from blog.models import Page, Post
from blog.related import related_posts
from core.blocks import allow_frames
from pagecache.kept import kept


@kept("replytocom")
def entry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    entry = find_entry(slug)
    if entry.slug != slug:
        return redirect(entry, permanent=True)
    return render_entry(request, entry)


def render_entry(request: HttpRequest, entry: Post | Page, *, is_draft: bool = False) -> HttpResponse:
    if isinstance(entry, Post):
        return render_post(request, entry, is_draft=is_draft)
    return render_page(request, entry, is_draft=is_draft)


def render_post(
    request: HttpRequest, post: Post, comments_page: int | None = None, *, is_draft: bool = False
) -> HttpResponse:
    """Render the article with its comments. ``comments_page`` is a page number; ``None`` means the newest page.

    As a draft it is marked, and nobody can comment on it.
    """
    context = {"post": post, "related": related_posts(post), "comments_page": comments_page, "is_draft": is_draft}
    return allow_frames(render(request, "blog/post_detail.html", context), post.segments)


def render_page(request: HttpRequest, page: Page, *, is_draft: bool = False) -> HttpResponse:
    context = {"page": page, "is_draft": is_draft}
    return allow_frames(render(request, "blog/page_detail.html", context), page.segments)
