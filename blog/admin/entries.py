"""What articles and pages share in the admin: their list. They are written at the desk (``blog.admin.desk``)."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from blog.admin.desk.desk import Desk
from blog.admin.desk.urls import urls_for
from blog.admin.recycle_bin import BinAdmin
from blog.models import Entry, Revision
from blog.models.entry import EntryState
from core.admin.filters import QuerySetTabs


class EntryAdmin(BinAdmin):
    search_help_text = _("Words of the title or the text")
    ordering_of_others: tuple[Any, ...] = ("-updated_at",)

    def get_urls(self) -> list[URLPattern]:
        desk = urls_for(self)
        # Django's old address of the form, which has no name, knows none of the desk's.
        names = {None, *(route.name for route in desk)}
        return [*desk, *(route for route in super().get_urls() if route.name not in names)]

    def view_on_site(self, entry: Entry) -> str:
        """Return the public URL, or the preview while the entry is not public."""
        return entry.get_absolute_url() if entry.is_public else Desk(self).url("preview", entry.pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        is_applied = Revision.objects.is_newest_applied(str(self.opts.model_name))
        entries: Any = super().get_queryset(request)
        annotated: QuerySet[Any] = entries.select_related("address").annotate(is_newest_applied=is_applied)
        return annotated

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """List drafts first, the last written at the top."""
        is_draft = When(state=EntryState.DRAFT, then=Value(0))
        return [Case(is_draft, default=Value(1)), *self.ordering_of_others]


class StateTabs(QuerySetTabs):
    title = _("state")
    parameter_name = "state"
    navigation_label = _("By state")
    options = {
        "all": (_("all"), lambda entries: entries),
        "draft": (_("drafts"), lambda entries: entries.filter(state=EntryState.DRAFT)),
        "review": (_("wait for a review"), lambda entries: entries.filter(review_asked_at__isnull=False)),
        "scheduled": (_("scheduled"), lambda entries: entries.scheduled()),
        "published": (_("public"), lambda entries: entries.published()),
        "ended": (_("were public"), lambda entries: entries.ended()),
        "private": (_("private"), lambda entries: entries.filter(state=EntryState.PRIVATE)),
    }

    def rows(self, changelist: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = changelist.model.objects.not_binned().order_by()
        return rows
