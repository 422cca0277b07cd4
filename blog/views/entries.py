"""What stands at ``/<slug>/``: an article or a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from blog.models import Address, Page, Post
from blog.related import related_posts


def entry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    address = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    if address.moved_to:
        return redirect(address.moved_to, permanent=True)
    post = Post.objects.published().filter(address=address).select_related("address", "author__profile").first()
    if post:
        return render_post(request, post)
    page = Page.objects.published().filter(address=address).select_related("address").first()
    if page:
        return render(request, "blog/page_detail.html", {"page": page})
    raise Http404


def render_post(request: HttpRequest, post: Post, comments_page: int | None = None) -> HttpResponse:
    """The article with its thread; ``comments_page`` is the page of the thread, the newest if none is named."""
    context = {"post": post, "related": related_posts(post), "comments_page": comments_page}
    return render(request, "blog/post_detail.html", context)
