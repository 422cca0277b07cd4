"""The pages that show comments."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from blog.addresses import find_post, not_found_or_gone
from blog.models import Address, Post
from blog.views.entries import render_post
from comments.feeds import CommentFeed
from comments.models import Comment, CommentQuerySet
from comments.models.screening_rules import screening_rules
from comments.pages import (
    arrange,
    comment_url,
    page_for,
    paginate_answers,
    paginate_threads,
    pinned_answer,
    set_authors,
    share_on,
    thread_url,
    with_parents,
)
from pagecache.kept import kept


@kept("replytocom")
def comment_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the article with an older page of its threads."""
    post = find_post(slug)
    if post.slug != slug:
        return redirect("comment_page", post.slug, number, permanent=True)
    pages = paginate_threads(post).num_pages
    if not 0 < number <= pages:
        raise Http404
    if number == pages:
        return redirect(post)
    return render_post(request, post, number)


@kept()
def post_comment_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the comments on the article as RSS."""
    post = find_post(slug)
    if post.slug != slug:
        return redirect("post_comment_feed", post.slug, permanent=True)
    return CommentFeed()(request, post=post)


def comment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the page with the comment, which may change while its thread grows."""
    return redirect(comment_url(_comment_or_gone(_on_public_posts().approved(), pk)))


@kept("replytocom")
def comment_thread(request: HttpRequest, pk: int, number: int = 1) -> HttpResponse:
    """Show a thread that is too long for the page of its article."""
    root = _comment_or_gone(_on_public_posts().shown_roots().for_readers(), pk)
    pages = paginate_answers(root)
    if not 0 < number <= pages.num_pages:
        raise Http404
    if pages.count <= share_on(page_for(root.post, root)):
        return redirect(comment_url(root))
    answers, pinned = list(pages.page(number)), pinned_answer(root)
    set_authors(with_parents([root, *answers, *filter(None, [pinned])]))
    context = {
        "post": root.post,
        "is_open": screening_rules().are_open_for(root.post),
        "address": thread_url(root, number),
        "thread": arrange(root, answers, pinned),
        "older_url": thread_url(root, number - 1) if number > 1 else "",
        "newer_url": thread_url(root, number + 1) if number < pages.num_pages else "",
    }
    return render(request, "comments/comment_thread.html", context)


def _comment_or_gone(comments: CommentQuerySet, pk: int) -> Comment:
    comment = comments.filter(pk=pk).first()
    if comment is None:
        raise not_found_or_gone(Address.objects.filter(post__comments__pk=pk).first())
    return comment


def _on_public_posts() -> CommentQuerySet:
    return Comment.objects.filter(post__in=Post.objects.published()).select_related(
        "post__address", "post__author__profile", "post__cover", "thread"
    )
