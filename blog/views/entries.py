"""The view of ``/<slug>/``, which is an article or a page."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from blog.addresses import find_entry
from blog.models import Page, Post
from blog.related import related_posts
from core.blocks import allow_frames
from pagecache.kept import kept

# What the page of an article may load from other sites, as directives of the Content Security Policy.
_sources: list[Callable[[Post], Mapping[str, list[str]]]] = []


def register_sources(directives: Callable[[Post], Mapping[str, list[str]]]) -> None:
    """Let the pages of some articles load more, see ``SECURE_CSP``."""
    _sources.append(directives)


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
    return allow_sources(allow_frames(render(request, "blog/post_detail.html", context), post.segments), post)


def allow_sources(response: HttpResponse, post: Post) -> HttpResponse:
    """Let the page load what the article needs of other sites."""
    more = {name: values for directives in _sources for name, values in directives(post).items()}
    if more:
        policy = getattr(response, "_csp_config", settings.SECURE_CSP)
        response._csp_config = {**policy, **more}  # type: ignore[attr-defined]
    return response


def render_page(request: HttpRequest, page: Page, *, is_draft: bool = False) -> HttpResponse:
    context = {"page": page, "is_draft": is_draft}
    return allow_frames(render(request, "blog/page_detail.html", context), page.segments)
