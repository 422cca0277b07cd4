"""The views of the inbox. ``AdminSite.admin_view`` wraps each of them: staff only, with CSRF protection."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from comments.admin.views import AnswerForm, may_change, next_url
from comments.models import Comment
from core.admin.pages import render_admin_page
from core.refusals import RefusedError
from core.web.primary_keys import read_pks
from inbox import actions, pages, queries
from inbox.models import InboxAction
from inbox.notices import say_done, say_settled, say_undone
from search.similar import similar_answers

may_handle = permission_required("coaching.change_application", raise_exception=True)

SNOOZE_DAYS = {"tomorrow": 1, "next-week": 7}
VERBS = {*actions.COMMENT_VERBS, *SNOOZE_DAYS}
APPLICATION_VERBS = {
    InboxAction.Verb.CONVERSE,
    InboxAction.Verb.SPAM,
    InboxAction.Verb.DONE,
    InboxAction.Verb.SEEN,
    *SNOOZE_DAYS,
}
INBOX = "admin:inbox"


def show_inbox(request: HttpRequest) -> HttpResponse:
    context = {**pages.inbox_page(request, signed_in_user(request)), "title": _("Inbox")}
    return _render(request, "inbox", context)


@may_change
def show_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the thread of a comment. Links in mails lead here."""
    comment = get_object_or_404(Comment.objects.select_related("post__address", "author"), pk=pk)
    context = {**pages.thread_page(comment), "title": _("One conversation"), "comment": comment}
    return _render(request, "thread", context)


@may_change
def show_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was answered to questions like a comment. ``inbox-similar.js`` shows it beside the answer box."""
    comment = get_object_or_404(Comment, pk=pk)
    context = {"title": _("Answered before"), "comment": comment, "similar": similar_answers(comment)}
    return _render(request, "similar", context)


@may_change
def show_backlog(request: HttpRequest) -> HttpResponse:
    context = {**pages.backlog_page(request, signed_in_user(request)), "title": _("Backlog"), "is_backlog": True}
    return _render(request, "backlog", context)


@require_POST
@may_change
def comment_action(request: HttpRequest) -> HttpResponse:
    """Apply the form's ``verb`` to its ``comment``. The form's fields are in ``_form.html``."""
    pk, verb = request.POST.get("comment", ""), request.POST.get("verb", "")
    if not pk.isdecimal() or verb not in VERBS:
        return HttpResponseBadRequest()
    try:
        if verb == InboxAction.Verb.ANSWER:
            act = _answer(request, int(pk))
        elif verb in SNOOZE_DAYS:
            until = actions.morning_in(SNOOZE_DAYS[verb])
            act = actions.decide(int(pk), InboxAction.Verb.SNOOZE, by=signed_in_user(request), until=until)
        else:
            act = actions.decide(int(pk), InboxAction.Verb(verb), by=signed_in_user(request))
    except RefusedError as refusal:
        return _refuse(request, refusal)
    say_done(request, act)
    return redirect(next_url(request, INBOX))


@require_POST
@may_handle
def application_action(request: HttpRequest) -> HttpResponse:
    pk, verb = request.POST.get("application", ""), request.POST.get("verb", "")
    if not pk.isdecimal() or verb not in APPLICATION_VERBS:
        return HttpResponseBadRequest()
    until = timezone.localdate() + timedelta(days=SNOOZE_DAYS.get(verb, 0))
    verb = InboxAction.Verb.SNOOZE if verb in SNOOZE_DAYS else InboxAction.Verb(verb)
    try:
        seen = request.POST.get("seen", "")
        act = actions.decide_application(int(pk), verb, by=signed_in_user(request), until=until, seen=seen)
    except RefusedError as refusal:
        return _refuse(request, refusal)
    say_done(request, act)
    return redirect(next_url(request, INBOX))


@require_POST
@may_change
def settle_many(request: HttpRequest) -> HttpResponse:
    """Mark the chosen comments of the backlog, or all of them, as needing no answer."""
    comments = queries.backlog(signed_in_user(request)).comments
    if "all" not in request.POST:
        comments = comments.filter(pk__in=read_pks(request.POST.getlist("comment")))
    say_settled(request, actions.settle_many(comments, by=signed_in_user(request)))
    return redirect(next_url(request, "admin:inbox_backlog"))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    try:
        undone = actions.undo(UUID(request.POST.get("batch", "")), by=signed_in_user(request))
    except ValueError:
        return HttpResponseBadRequest()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        say_undone(request, undone)
    return redirect(next_url(request, INBOX))


def _answer(request: HttpRequest, pk: int) -> InboxAction:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise RefusedError(" ".join(str(error) for error in form.errors["text"]))
    return actions.answer(
        pk,
        by=signed_in_user(request),
        text=form.cleaned_data["text"],
        by_mail_only="by_mail_only" in request.POST,
        ask_again="ask_again" in request.POST,
        anyway="anyway" in request.POST,
    )


def _refuse(request: HttpRequest, refusal: RefusedError) -> HttpResponse:
    """Say why it was refused, and show the text of the answer again."""
    context = {
        "title": _("Not done"),
        "refusal": str(refusal),
        "answer": getattr(refusal, "answer", None),
        "comment": Comment.objects.filter(pk=request.POST.get("comment") or 0).first(),
        "text": request.POST.get("text", ""),
        "by_mail_only": "by_mail_only" in request.POST,
        "next": next_url(request, INBOX),
    }
    return _render(request, "refused", context, status=409)


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render_admin_page(request, f"admin/inbox/{name}.html", context, status=status)
