"""Pages on which comments are read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from blog.models import Address, Post
from blog.views.entries import render_post
from comments.feeds import CommentFeed
from comments.models import Comment, CommentQuerySet, ScreeningRules
from comments.pages import answers_of, arrange, page_of, pinned_answer, share_on, thread_url, threads_of, url_of


def comment_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The article with an older page of its threads."""
    asked = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    post = get_object_or_404(Post.objects.published().for_page(), address=asked.moved_to or asked)
    if asked.moved_to:
        return redirect("comment_page", post.slug, number, permanent=True)
    pages = threads_of(post).num_pages
    if not 0 < number <= pages:
        raise Http404
    if number == pages:
        return redirect(post)
    return render_post(request, post, number)


def post_comment_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said below the article, as RSS."""
    asked = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    published = Post.objects.published().select_related("address").defer("body")
    post = get_object_or_404(published, address=asked.moved_to or asked)
    if asked.moved_to:
        return redirect("post_comment_feed", post.slug, permanent=True)
    return CommentFeed()(request, post=post)


def comment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the comment stands now: that changes while its thread grows."""
    return redirect(url_of(get_object_or_404(_on_public_posts().approved(), pk=pk)))


def comment_thread(request: HttpRequest, pk: int, number: int = 1) -> HttpResponse:
    """A thread that is too long for the page of its article."""
    root = get_object_or_404(_on_public_posts().shown_roots().for_readers(), pk=pk)
    pages = answers_of(root)
    if not 0 < number <= pages.num_pages:
        raise Http404
    if pages.count <= share_on(page_of(root.post, root)):
        return redirect(url_of(root))
    context = {
        "post": root.post,
        "is_open": ScreeningRules.load().are_open_for(root.post),
        "address": thread_url(root, number),
        "thread": arrange(root, pages.page(number), pinned_answer(root)),
        "older_url": thread_url(root, number - 1) if number > 1 else "",
        "newer_url": thread_url(root, number + 1) if number < pages.num_pages else "",
    }
    return render(request, "comments/comment_thread.html", context)


def _on_public_posts() -> CommentQuerySet:
    return Comment.objects.filter(post__in=Post.objects.published()).select_related(
        "post__address", "post__author__profile", "thread"
    )
