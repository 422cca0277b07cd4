"""What stands at ``/<slug>/``: an article or a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from blog.models import Address, Page, Post
from blog.related import related_posts


def entry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    asked = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    address = asked.moved_to or asked
    post = Post.objects.published().for_page().filter(address=address).first()
    page = None if post else Page.objects.published().filter(address=address).select_related("address").first()
    if not post and not page:
        raise Http404
    if asked.moved_to:
        return redirect(address, permanent=True)
    return render_post(request, post) if post else render_page(request, page)


def render_post(request: HttpRequest, post: Post, comments_page: int | None = None) -> HttpResponse:
    """The article with its thread; ``comments_page`` is the page of the thread, the newest if none is named."""
    context = {"post": post, "related": related_posts(post), "comments_page": comments_page}
    return render(request, "blog/post_detail.html", context)


def render_page(request: HttpRequest, page: Page | None) -> HttpResponse:
    return render(request, "blog/page_detail.html", {"page": page})
