"""Where readers send comments."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blog.models import Post
from comments import submission
from comments.forms import CommentForm
from comments.models import Comment
from core.http import SeeOther, client_address, header_text, same_origin_post


def refuse_foreign_post(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the text back in a form of our own: from there it can be sent."""
    form = CommentForm(request.POST, post=_post_at(slug))
    form.add_error(None, _("Nothing was sent yet: we could not see that this came from our site. Please send it here."))
    return _form_again(request, form, status=403)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post(refused=refuse_foreign_post)
def comment_create(request: HttpRequest, slug: str) -> HttpResponse:
    post = _post_at(slug)
    if request.method != "POST":
        return redirect(f"{post.get_absolute_url()}#respond")
    form = CommentForm(request.POST, post=post)
    if not form.is_valid():
        return _form_again(request, form, status=422)
    try:
        received = submission.submit(_comment_of(form, request), is_trapped=form.is_trapped)
    except submission.FloodError as flood:
        form.add_error(None, str(flood))
        response = _form_again(request, form, status=429)
        response["Retry-After"] = str(int(flood.wait.total_seconds()))
        return response
    except Post.DoesNotExist as error:
        raise Http404 from error
    return SeeOther(received.url)


@require_safe
def comment_already_received(request: HttpRequest) -> HttpResponse:
    """The same for everyone: it tells nothing of the comment that was received."""
    return render(request, "comments/comment_already_received.html")


def _post_at(slug: str) -> Post:
    """The public article that stands there, or stood there when the reader opened it."""
    posts = Post.objects.published().filter(Q(address__slug=slug) | Q(address__former__slug=slug))
    return get_object_or_404(posts.select_related("address", "author").distinct())


def _comment_of(form: CommentForm, request: HttpRequest) -> Comment:
    comment = form.save(commit=False)
    comment.address = client_address(request)
    comment.user_agent = header_text(request, "User-Agent")
    comment.referrer = header_text(request, "Referer")
    return comment


def _form_again(request: HttpRequest, form: CommentForm, status: int) -> HttpResponse:
    context = {"post": form.post, "form": form, "reply_to": form.cleaned_data.get("parent")}
    return render(request, "comments/comment_create.html", context, status=status)
