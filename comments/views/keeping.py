"""Where readers keep hold of their words: the private page of a comment, and what they do from there."""

from collections.abc import Callable
from functools import partial, wraps

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comments import keeping, submission
from comments.forms import EmailForm, WordsForm
from comments.models import Comment
from core.http import SeeOther, View, same_origin_post, secret_address

Deed = Callable[[Comment, forms.Form], None]

DONE = {
    "edited": gettext_lazy("Your words were changed."),
    "email": gettext_lazy("The address was changed."),
    "link": gettext_lazy("The link is on its way to you."),
    "name": gettext_lazy("Your name was changed."),
    "private": gettext_lazy("It is between you and the coach now. Nobody else sees it."),
}


@require_safe
@secret_address
def comment_received(request: HttpRequest, token: str) -> HttpResponse:
    """The writer's own view of a comment, at an address that only they were given."""
    return private_page(request, token, comment_at(token))


def deed(done: str, form_class: type[forms.Form] = forms.Form) -> Callable[[Deed], View]:
    """A view that does one thing to the comment by POST, and leads back to its page, which then says ``done``.

    What cannot be done is said there too, with what was typed; a GET only leads to the page.
    """

    def decorate(act: Deed) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @secret_address
        @same_origin_post(refused=partial(_refuse_foreign, form_class))
        @wraps(act)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            if request.method != "POST":
                return redirect("comment_received", token)
            if form := _try_deed(comment_at(token), form_class(request.POST), act):
                return private_page(request, token, comment_at(token), form, status=422)
            return SeeOther(f"{reverse('comment_received', args=[token])}?done={done}")

        return view

    return decorate


def _try_deed(comment: Comment, form: forms.Form, act: Deed) -> forms.Form | None:
    """Do it; the form with what is wrong, if it cannot be done."""
    if form.is_valid():
        try:
            act(comment, form)
            return None
        except keeping.RefusedError as refusal:
            form.add_error(None, str(refusal))
    return form


def _refuse_foreign(form_class: type[forms.Form], request: HttpRequest, token: str) -> HttpResponse:
    form = form_class(request.POST)
    form.add_error(None, _("Nothing was changed yet: we could not see that this came from this page."))
    return private_page(request, token, comment_at(token), form, status=403)


@deed("edited", WordsForm)
def comment_edit(comment: Comment, form: forms.Form) -> None:
    keeping.edit(comment, form.cleaned_data["text"])


@deed("email", EmailForm)
def comment_fix_email(comment: Comment, form: forms.Form) -> None:
    keeping.fix_email(comment, form.cleaned_data["email"])


@deed("link")
def comment_mail_link(comment: Comment, form: forms.Form) -> None:
    keeping.mail_link(comment)


@deed("name")
def comment_show_first_name(comment: Comment, form: forms.Form) -> None:
    keeping.show_first_name(comment, only=form.data.get("only") == "1")


@deed("private")
def comment_make_private(comment: Comment, form: forms.Form) -> None:
    keeping.make_private(comment)


def refuse_foreign_take_back(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "comments/comment_take_back.html", _of(token, comment_at(token)), status=403)


@require_http_methods(["GET", "HEAD", "POST"])
@secret_address
@same_origin_post(refused=refuse_foreign_take_back)
def comment_take_back(request: HttpRequest, token: str) -> HttpResponse:
    comment = comment_at(token)
    if request.method != "POST":
        return render(request, "comments/comment_take_back.html", _of(token, comment))
    keeping.take_back(comment)
    return SeeOther(reverse("comment_received", args=[token]))


def private_page(
    request: HttpRequest, token: str, comment: Comment, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """With ``form`` as it was sent, if something is wrong with it."""
    answers = Comment.objects.filter(parent=comment).select_related("author__profile").defer("text", "email")
    context = {
        **_of(token, comment),
        "is_taken_back": comment.was_taken_back(),
        "poses_as_staff": submission.poses_as_staff(comment),
        "answers": answers.staff_answers(),
        "edit_until": keeping.editable_until(comment),
        "can_be_private": keeping.can_be_private(comment),
        "words_form": form if isinstance(form, WordsForm) else WordsForm(initial={"text": _newest_text(comment)}),
        "email_form": form if isinstance(form, EmailForm) else EmailForm(initial={"email": comment.email}),
        "form": form,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "comments/comment_received.html", context, status=status)


def comment_at(token: str) -> Comment:
    comment = submission.find_by_token(token)
    if comment is None:
        raise Http404
    return comment


def _of(token: str, comment: Comment) -> dict[str, object]:
    is_public = comment.state == Comment.State.APPROVED and comment.post.is_public
    return {"token": token, "comment": comment, "is_public": is_public}


def _newest_text(comment: Comment) -> str:
    return comment.pending_text or comment.text
