"""Acts on several applications, from their list, and how they are undone."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import signed_in_user
from coaching.models import Application, StageChange
from core.admin.lists import undo_button
from core.admin.pages import next_url
from core.refusals import RefusedError
from core.web.primary_keys import read_pks

Action = Callable[[Any, HttpRequest, QuerySet[Application]], None]

# The names of hidden fields that say what is undone.
MOVED, MARKED, UNMARKED = "moved", "marked", "unmarked"


def moving_to(stage: Application.Stage) -> Action:
    """Return the action that moves the chosen ones to ``stage``."""

    @admin.action(description=format_lazy(gettext_lazy("Move to: {stage}"), stage=stage.label), permissions=["change"])
    def move(model_admin: Any, request: HttpRequest, applications: QuerySet[Application]) -> None:
        person = signed_in_user(request)
        changes = [application.move_to(stage, by=person) for application in applications]
        _say_done(request, MOVED, [change.pk for change in changes if change])

    move.__name__ = stage.name.lower()
    return move


@admin.action(description=gettext_lazy("This is spam"), permissions=["change"])
def suspected_spam(model_admin: Any, request: HttpRequest, applications: QuerySet[Application]) -> None:
    _say_done(request, MARKED, _judge(request, applications.not_spam(), is_spam=True))  # type: ignore[attr-defined]


@admin.action(description=gettext_lazy("This is not spam"), permissions=["change"])
def not_spam(model_admin: Any, request: HttpRequest, applications: QuerySet[Application]) -> None:
    _say_done(request, UNMARKED, _judge(request, applications.suspected_spam(), is_spam=False))  # type: ignore[attr-defined]


ACTIONS = [
    *(moving_to(stage) for stage in Application.Stage if stage != Application.Stage.NEW),
    suspected_spam,
    not_spam,
]


def undo(request: HttpRequest) -> HttpResponse:
    """Undo what the form names, as far as nobody has changed it since."""
    if not request.user.has_perm("coaching.change_application"):
        raise PermissionDenied
    person = signed_in_user(request)
    pks = {name: read_pks(request.POST.getlist(name)) for name in (MOVED, MARKED, UNMARKED)}
    undone = 0
    for change in StageChange.objects.filter(pk__in=pks[MOVED]).select_related("application"):
        try:
            undone += change.application.move_to(change.before, by=person, since=change.after) is not None
        except RefusedError as refusal:
            messages.error(request, f"{change.application}: {refusal}")
    marked = Application.objects.suspected_spam().filter(pk__in=pks[MARKED])
    undone += len(_judge(request, marked, is_spam=False))
    unmarked = Application.objects.not_spam().filter(pk__in=pks[UNMARKED])
    undone += len(_judge(request, unmarked, is_spam=True))
    if undone:
        messages.success(request, _("Undone."))
    return redirect(next_url(request, "admin:coaching_application_changelist"))


def _judge(request: HttpRequest, applications: Iterable[Application], *, is_spam: bool) -> list[int]:
    judged = list(applications)
    for application in judged:
        application.mark_spam(is_spam=is_spam, by=signed_in_user(request))
    return [application.pk for application in judged]


def _say_done(request: HttpRequest, name: str, pks: list[int]) -> None:
    said = ngettext("%d application was changed.", "%d applications were changed.", len(pks)) % len(pks)
    messages.success(request, format_html("{} {}", said, undo_button((name, pk) for pk in pks)) if pks else said)
