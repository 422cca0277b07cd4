"""The views of actions on comments. ``AdminSite.admin_view`` wraps each: staff only, with CSRF protection."""

from functools import partial
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from comments.admin.notices import say_answered, say_moderated
from comments.forms import validate_bytes
from comments.models import Comment
from comments.moderation import actions as moderation
from comments.moderation import pinned_answers, saved_replies
from comments.moderation.addresses import correct_address
from core.admin.pages import next_url, render_admin_page
from core.refusals import RefusedError
from core.validators import validate_no_controls, validate_visible
from core.web.primary_keys import read_pks
from outbox.corrections import take_correction

LIST = "admin:comments_comment_changelist"

may_change = permission_required("comments.change_comment", raise_exception=True)
may_delete = permission_required("comments.delete_comment", raise_exception=True)


class AnswerForm(forms.Form):
    text = forms.CharField(validators=[validate_visible, validate_no_controls, validate_bytes])
    by_mail_only = forms.BooleanField(required=False)


@require_POST
@may_change
def moderate_comments(request: HttpRequest) -> HttpResponse:
    """Apply ``verb`` to every ``comment`` of the form, and redirect to ``next``."""
    if request.POST.get("verb") not in moderation.Verb:
        return HttpResponseBadRequest()
    verb = moderation.Verb(request.POST["verb"])
    outcome = moderation.moderate_all(chosen_comments(request.POST), verb, by=signed_in_user(request))
    say_moderated(request, outcome, verb)
    return redirect(next_url(request, LIST))


@may_change
def answer_comment(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.select_related("post__address", "author"), pk=pk)
    form = _with_saved_reply(request, comment) if "insert" in request.POST else AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            reply = moderation.answer(comment, by=signed_in_user(request), **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            say_answered(request, comment, reply)
            return redirect(next_url(request, LIST))
    title = _("Answer %(name)s") % {"name": comment.name}
    context = {"title": title, "comment": comment, "form": form, "next": next_url(request, LIST)}
    status = 422 if form.errors else 200
    return render_admin_page(request, "admin/comments/comment/answer.html", context, status=status)


def _with_saved_reply(request: HttpRequest, comment: Comment) -> AnswerForm:
    """Return the form with what was written so far and a saved reply. Nothing is sent."""
    text = saved_replies.append_saved_reply(request.POST.get("text", ""), comment, request.POST.get("saved", ""))
    return AnswerForm(initial={"text": text})


@require_POST
@may_change
def pin_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin the answer to the top of its thread; with ``pin=0``, unpin it."""
    answer = get_object_or_404(Comment, pk=pk)
    if request.POST.get("pin") == "0":
        pinned_answers.unpin(answer)
        messages.success(request, _("The answer is no longer pinned."))
        return redirect(next_url(request, LIST))
    try:
        pinned_answers.pin(answer)
        messages.success(request, _("The answer is pinned to the top of its thread."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(next_url(request, LIST))


@require_POST
@may_change
def settle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """With ``take=1`` accept the reader's new text; with ``take=0`` keep the old one."""
    comment = get_object_or_404(Comment, pk=pk)
    take = request.POST.get("take") == "1"
    try:
        moderation.settle_edit(comment, by=signed_in_user(request), take=take)
        messages.success(request, _("The new text is accepted.") if take else _("The old text is kept."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(next_url(request, LIST))


@require_POST
@may_change
def correct_reader_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the address of the comment’s reader, or write to it again."""
    comment = get_object_or_404(Comment.objects.by_guests().select_related("post"), pk=pk)
    take_correction(request, comment.email, partial(correct_address, comment))
    return redirect("admin:comments_comment_change", pk)


@may_delete
def delete_comments(request: HttpRequest) -> HttpResponse:
    """Ask first. With ``confirmed``, delete those that are spam or in the bin for good."""
    asked = chosen_comments(request.POST or request.GET)
    comments = [comment for comment in asked if comment.state in moderation.HIDDEN_STATES]
    if "confirmed" not in request.POST:
        title = _("Delete for good?")
        context = {"title": title, "comments": comments, "next": next_url(request, LIST)}
        return render_admin_page(request, "admin/comments/comment/delete_for_good.html", context)
    for comment in comments:
        moderation.delete_for_good(comment)
    done = ngettext("%(count)d comment deleted for good.", "%(count)d comments deleted for good.", len(comments))
    messages.success(request, done % {"count": len(comments)})
    state = comments[0].state if comments else ""
    return redirect(f"{reverse(LIST)}?{urlencode({'state': state})}")


def chosen_comments(data: QueryDict) -> list[Comment]:
    """Return the comments named in a form that still exist."""
    return list(Comment.objects.filter(pk__in=read_pks(data.getlist("comment"))))


def delete_url(pk: str) -> str:
    return f"{reverse('admin:comments_comment_delete_for_good')}?{urlencode({'comment': pk})}"
