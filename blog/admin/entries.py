"""What articles and pages share in the admin: their list. They are written at the desk (``blog.admin.desk``)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from blog.admin.desk.desk import Desk
from blog.admin.desk.urls import urls_for
from blog.admin.recycle_bin import BinAdmin
from blog.desk.words import sentence_of
from blog.models import Entry, Revision
from blog.models.entry import EntryState


class EntryAdmin(BinAdmin):
    list_per_page = 50
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        desk = urls_for(self)
        names = {route.name for route in desk}
        return [*desk, *(route for route in super().get_urls() if route.name not in names)]

    def view_on_site(self, entry: Entry) -> str:
        """Return the public URL, or the preview while the entry is not public."""
        return entry.get_absolute_url() if entry.is_public else Desk(self).url("preview", entry.pk)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, entry: Any) -> str:
        return sentence_of(entry, has_changes=entry.is_out_or_scheduled and entry.is_newest_applied is False)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        is_applied = Revision.objects.is_newest_applied(str(self.opts.model_name))
        entries: Any = super().get_queryset(request)
        annotated: QuerySet[Any] = entries.select_related("address").annotate(is_newest_applied=is_applied)
        return annotated


STATES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "draft": (_("draft"), lambda entries: entries.filter(state=EntryState.DRAFT)),
    "review": (_("waits for a review"), lambda entries: entries.filter(review_asked_at__isnull=False)),
    "scheduled": (_("scheduled"), lambda entries: entries.scheduled()),
    "published": (_("published"), lambda entries: entries.published()),
    "ended": (_("was public"), lambda entries: entries.ended()),
    "private": (_("private"), lambda entries: entries.filter(state=EntryState.PRIVATE)),
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _entries) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return STATES[self.value() or ""][1](queryset) if self.value() in STATES else queryset
