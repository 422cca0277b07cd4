"""What the coach does in her inbox. Each view is reached through ``AdminSite.admin_view``: by staff, with CSRF."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from comments.admin.views import AnswerForm, may_change, way_back
from comments.models import Comment
from comments.moderation import RefusedError
from inbox import acts, listing, pages
from inbox.models import Act
from inbox.notices import say_done, say_settled, say_undone

may_handle = permission_required("coaching.change_application", raise_exception=True)

LATER = {"tomorrow": 1, "next-week": 7}
VERBS = {*acts.OF_COMMENTS, *LATER}
OF_APPLICATIONS = {Act.Verb.TALK, Act.Verb.SPAM, Act.Verb.DONE, Act.Verb.SEEN, *LATER}
FRONT = "admin:index"


def to_front(request: HttpRequest) -> HttpResponse:
    return redirect(FRONT)


@may_change
def show_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a link in a mail leads: the row of the thread that has this comment."""
    comment = get_object_or_404(Comment.objects.select_related("post__address", "author"), pk=pk)
    context = {**pages.thread_page(comment), "title": _("One conversation"), "comment": comment}
    return _render(request, "thread", context)


@may_change
def show_backlog(request: HttpRequest) -> HttpResponse:
    context = {**pages.backlog_page(request, _person(request)), "title": _("Backlog"), "is_backlog": True}
    return _render(request, "backlog", context)


@require_POST
@may_change
def act_on_comment(request: HttpRequest) -> HttpResponse:
    """Do ``verb`` to the ``comment`` of the form: the fields are those of ``_form.html``."""
    pk, verb = request.POST.get("comment", ""), request.POST.get("verb", "")
    if not pk.isdecimal() or verb not in VERBS:
        return HttpResponseBadRequest()
    try:
        if verb == Act.Verb.ANSWER:
            act = _answer(request, int(pk))
        elif verb in LATER:
            until = acts.morning_in(LATER[verb])
            act = acts.decide(int(pk), Act.Verb.SNOOZE, by=_person(request), until=until)
        else:
            act = acts.decide(int(pk), Act.Verb(verb), by=_person(request))
    except RefusedError as refusal:
        return _refuse(request, refusal)
    say_done(request, act)
    return redirect(way_back(request, FRONT))


@require_POST
@may_handle
def act_on_application(request: HttpRequest) -> HttpResponse:
    pk, verb = request.POST.get("application", ""), request.POST.get("verb", "")
    if not pk.isdecimal() or verb not in OF_APPLICATIONS:
        return HttpResponseBadRequest()
    until = timezone.localdate() + timedelta(days=LATER.get(verb, 0))
    verb = Act.Verb.SNOOZE if verb in LATER else Act.Verb(verb)
    try:
        seen = request.POST.get("seen", "")
        act = acts.decide_application(int(pk), verb, by=_person(request), until=until, seen=seen)
    except RefusedError as refusal:
        return _refuse(request, refusal)
    say_done(request, act)
    return redirect(way_back(request, FRONT))


@require_POST
@may_change
def settle_many(request: HttpRequest) -> HttpResponse:
    """None of the chosen comments of the backlog needs an answer; or none of ``all``."""
    comments = listing.backlog(_person(request)).comments
    if "all" not in request.POST:
        comments = comments.filter(pk__in=[pk for pk in request.POST.getlist("comment") if pk.isdecimal()])
    say_settled(request, acts.settle_many(comments, by=_person(request)))
    return redirect(way_back(request, "admin:inbox_backlog"))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    try:
        undone = acts.undo(UUID(request.POST.get("batch", "")), by=_person(request))
    except ValueError:
        return HttpResponseBadRequest()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        say_undone(request, undone)
    return redirect(way_back(request, FRONT))


def _answer(request: HttpRequest, pk: int) -> Act:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise RefusedError(" ".join(str(error) for error in form.errors["text"]))
    return acts.answer(
        pk,
        by=_person(request),
        text=form.cleaned_data["text"],
        by_mail_only="by_mail_only" in request.POST,
        ask_again="ask_again" in request.POST,
        anyway="anyway" in request.POST,
    )


def _refuse(request: HttpRequest, refusal: RefusedError) -> HttpResponse:
    """Say why, and give back what she wrote."""
    context = {
        "title": _("Not done"),
        "refusal": str(refusal),
        "answer": getattr(refusal, "answer", None),
        "comment": Comment.objects.filter(pk=request.POST.get("comment") or 0).first(),
        "text": request.POST.get("text", ""),
        "by_mail_only": "by_mail_only" in request.POST,
        "next": way_back(request, FRONT),
    }
    return _render(request, "refused", context, status=409)


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"admin/inbox/{name}.html", {**admin.site.each_context(request), **context}, status=status)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
