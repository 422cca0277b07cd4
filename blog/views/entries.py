"""The view of ``/<slug>/``, which is an article or a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from blog.models import Address, Page, Post
from blog.related import related_posts
from core.web.gone import Gone
from pagecache.kept import kept


@kept("replytocom")
def entry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    requested = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    address = requested.moved_to or requested
    post = Post.objects.published().for_page().filter(address=address).first()
    page = None if post else Page.objects.published().for_page().filter(address=address).first()
    if not post and not page:
        raise not_found_or_gone(address)
    if requested.moved_to:
        return redirect(address, permanent=True)
    return render_post(request, post) if post else render_page(request, page)


def not_found_or_gone(address: Address | None) -> Http404:
    """Return the exception to raise if there is no public page: ``Gone`` if it is in the bin, or else ``Http404``."""
    is_gone = any(model.objects.gone().filter(address=address).exists() for model in (Post, Page))
    return Gone() if is_gone else Http404()


def render_post(request: HttpRequest, post: Post, comments_page: int | None = None) -> HttpResponse:
    """Render the article with its comments. ``comments_page`` is a page number; ``None`` means the newest page."""
    context = {"post": post, "related": related_posts(post), "comments_page": comments_page}
    return render(request, "blog/post_detail.html", context)


def render_page(request: HttpRequest, page: Page | None) -> HttpResponse:
    return render(request, "blog/page_detail.html", {"page": page})
