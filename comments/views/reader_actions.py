"""The private page of a comment, and the reader's actions on it."""

from collections.abc import Callable
from functools import partial, wraps

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comments import reader_actions, submission
from comments.forms import CommentTextForm, EmailForm
from comments.models import Comment
from core.web.http import SeeOther, View
from core.web.http import private_page as core_private_page
from core.web.public_forms import METHODS, process_form, public_form, same_origin_post
from outbox.models import OutgoingMail

ReaderAction = Callable[[Comment, forms.Form], None]

DONE = {
    "edited": gettext_lazy("Your comment has been changed."),
    "email": gettext_lazy("Your address has been changed."),
    "link": gettext_lazy("The link is on its way to you."),
    "name": gettext_lazy("Your name has been changed."),
    "private": gettext_lazy("It is now between you and the coach. Nobody else can see it."),
}


@require_safe
@core_private_page
def comment_received(request: HttpRequest, token: str) -> HttpResponse:
    """Show the reader the own comment, at a URL that only the reader knows."""
    return private_page(request, token)


def reader_action(done: str, form_class: type[forms.Form] = forms.Form) -> Callable[[ReaderAction], View]:
    """Make a view of an action on the comment. A POST carries it out and leads back to the page, which then says
    ``done``.

    If the action is refused, the page says why and shows what was typed. A GET leads to the page.
    """

    def decorate(act: ReaderAction) -> View:
        @public_form
        @core_private_page
        @wraps(act)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            if request.method != "POST":
                return redirect("comment_received", token)
            comment, form = comment_at(token), form_class(request.POST)

            def submit() -> str:
                act(comment, form)
                return f"{reverse('comment_received', args=[token])}?done={done}"

            return process_form(request, form, partial(private_page, request, token), submit)

        return view

    return decorate


@reader_action("edited", CommentTextForm)
def comment_edit(comment: Comment, form: forms.Form) -> None:
    reader_actions.edit(comment, form.cleaned_data["text"])


@reader_action("email", EmailForm)
def comment_change_email(comment: Comment, form: forms.Form) -> None:
    reader_actions.change_email(comment, form.cleaned_data["email"])


@reader_action("link")
def comment_mail_link(comment: Comment, form: forms.Form) -> None:
    reader_actions.mail_link(comment)


@reader_action("name")
def comment_show_first_name(comment: Comment, form: forms.Form) -> None:
    reader_actions.show_first_name(comment, only=form.data.get("only") == "1")


@reader_action("private")
def comment_make_private(comment: Comment, form: forms.Form) -> None:
    reader_actions.make_private(comment)


def refuse_foreign_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "comments/comment_withdraw.html", _context_for(token, comment_at(token)), status=403)


@require_http_methods(METHODS)
@core_private_page
@same_origin_post(refused=refuse_foreign_withdraw)
def comment_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    comment = comment_at(token)
    if request.method != "POST":
        return render(request, "comments/comment_withdraw.html", _context_for(token, comment))
    reader_actions.withdraw(comment)
    return SeeOther(reverse("comment_received", args=[token]))


def private_page(
    request: HttpRequest, token: str, form: forms.Form | None = None, notice: str = "", status: int = 200
) -> HttpResponse:
    """Render the private page, with ``form`` as it was sent if it is not valid. The comment is reloaded, because it may
    have changed."""
    comment = comment_at(token)
    answers = Comment.objects.filter(parent=comment).select_related("author__profile__photo").defer("text", "email")
    context = {
        **_context_for(token, comment),
        "is_taken_back": comment.was_withdrawn(),
        "is_unreachable": OutgoingMail.objects.undelivered_to(comment.email) is not None,
        "poses_as_staff": submission.impersonates_staff(comment),
        "answers": answers.staff_answers(),
        "edit_until": reader_actions.editable_until(comment),
        "can_be_private": reader_actions.can_be_private(comment),
        "words_form": form
        if isinstance(form, CommentTextForm)
        else CommentTextForm(initial={"text": _newest_text(comment)}),
        "email_form": form if isinstance(form, EmailForm) else EmailForm(initial={"email": comment.email}),
        "form": form,
        "notice": notice,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "comments/comment_received.html", context, status=status)


def comment_at(token: str) -> Comment:
    comment = Comment.from_token(token)
    if comment is None:
        raise Http404
    return comment


def _context_for(token: str, comment: Comment) -> dict[str, object]:
    is_public = comment.state == Comment.State.APPROVED and comment.post.is_public
    return {"token": token, "comment": comment, "is_public": is_public}


def _newest_text(comment: Comment) -> str:
    return comment.pending_text or comment.text
