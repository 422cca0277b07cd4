"""The tasks that run in the background, for the owner, in the place of the pages that come with the queue."""

import json
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_ox.actions import retry_many
from django_ox.models import OxSchedule, OxTask

from core.admin.filters import QuerySetTabs
from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin

FAILED = Q(status__in=[OxTask.Status.FAILED, OxTask.Status.LOST])
WAITING = Q(status__in=[OxTask.Status.READY, OxTask.Status.WAITING])
DONE = Q(status__in=[OxTask.Status.SUCCESSFUL, OxTask.Status.DISCARDED])

STATES = {
    OxTask.Status.READY: _("waiting"),
    OxTask.Status.WAITING: _("waiting"),
    OxTask.Status.RUNNING: _("running"),
    OxTask.Status.SUCCESSFUL: _("done"),
    OxTask.Status.DISCARDED: _("given up"),
    OxTask.Status.FAILED: _("failed"),
    OxTask.Status.LOST: _("interrupted"),
}

admin.site.unregister(OxTask)
admin.site.unregister(OxSchedule)


class StateTabs(QuerySetTabs):
    title = _("state")
    parameter_name = "state"
    navigation_label = _("Which tasks")
    options = {
        "all": (_("all"), lambda tasks: tasks),
        "failed": (_("failed"), lambda tasks: tasks.filter(FAILED)),
        "waiting": (_("waiting"), lambda tasks: tasks.filter(WAITING)),
        "running": (_("running"), lambda tasks: tasks.filter(status=OxTask.Status.RUNNING)),
        "done": (_("done"), lambda tasks: tasks.filter(DONE)),
    }


@admin.register(OxTask)
class BackgroundWorkAdmin(ReadOnlyAdmin, ListAdmin):
    list_title = _("Background work")
    empty_sentence = _("Nothing has run yet.")
    list_filter = [StateTabs]
    ordering = ["-enqueued_at"]
    actions = ["try_again"]
    fields = ["state", "asked_at", "begun_at", "done_at", "attempts_made", "errors_met"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        task = self.get_object(request, object_id)
        context = {"subtitle": work_of(task)} if task else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    @admin.display(description=_("state"))
    def state(self, task: OxTask) -> str:
        return state_of(task)

    @admin.display(description=_("begun"))
    def begun_at(self, task: OxTask) -> str:
        return _moment(task.started_at)

    @admin.display(description=_("asked for"))
    def asked_at(self, task: OxTask) -> str:
        return _moment(task.enqueued_at)

    @admin.display(description=_("done"))
    def done_at(self, task: OxTask) -> str:
        return _moment(task.finished_at)

    @admin.display(description=_("attempts"))
    def attempts_made(self, task: OxTask) -> int:
        return task.attempts

    @admin.display(description=_("errors"))
    def errors_met(self, task: OxTask) -> str:
        return json.dumps(task.errors) if task.errors else "–"

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, tasks: QuerySet[OxTask]) -> None:
        number, _skipped = retry_many(tasks)
        said = ngettext("%d will be tried again.", "%d will be tried again.", number)
        messages.success(request, said % number)


def work_of(task: OxTask) -> str:
    """Return, for ``comments.tasks.screen_due``, "comments: screen due"."""
    app, *_modules, name = task.task_path.split(".")
    return f"{app}: {name.replace('_', ' ')}"


def state_of(task: OxTask) -> str:
    return str(STATES[OxTask.Status(task.status)])


def _moment(moment: datetime | None) -> str:
    return str(localize(timezone.localtime(moment))) if moment else "–"
