"""The views that take comments."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from blog.addresses import find_post, not_found_or_gone
from blog.models import Post
from comments import submission
from comments.forms import CommentForm
from comments.models import Comment
from core.web.gone import Gone
from core.web.http import client_ip_address, header_text
from core.web.public_forms import process_form, public_form
from pagecache.kept import kept
from pagecache.memo import remembering


@public_form
@remembering()
def comment_create(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        post = find_post(slug)
    except Http404 as missing:
        return _give_back(request, missing)
    if request.method != "POST":
        return redirect(f"{post.get_absolute_url()}#respond")
    form = CommentForm(request.POST, post=post)

    def submit() -> str:
        return submission.submit(_comment_of(form, request), is_filled_by_bot=form.is_filled_by_bot).url

    try:
        return process_form(request, form, partial(_render_form, request), submit)
    except Post.DoesNotExist:
        return _give_back(request, not_found_or_gone(post.address))


@kept()
@require_safe
def comment_already_received(request: HttpRequest) -> HttpResponse:
    """Say that the comment was received before. The page is the same for everyone."""
    return render(request, "comments/comment_already_received.html")


def _give_back(request: HttpRequest, missing: Http404) -> HttpResponse:
    """The article was taken off the site while a reader wrote: the words are shown, to be copied."""
    text = request.POST.get("text", "")
    if not text:
        raise missing
    status = 410 if isinstance(missing, Gone) else 404
    return render(request, "comments/comment_unsent.html", {"text": text}, status=status)


def _comment_of(form: CommentForm, request: HttpRequest) -> Comment:
    comment = form.comment()
    comment.ip_address = client_ip_address(request)
    comment.user_agent = header_text(request, "User-Agent")
    comment.referrer = header_text(request, "Referer")
    return comment


def _render_form(request: HttpRequest, form: CommentForm, notice: str, status: int) -> HttpResponse:
    context = {"post": form.post, "form": form, "notice": notice}
    return render(request, "comments/comment_create.html", context, status=status)
