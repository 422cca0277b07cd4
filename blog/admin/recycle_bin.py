"""The bin of articles and pages in the admin: put into it, list, restore, delete for good."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import date
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from blog import recycle_bin
from blog.models.recycle_bin import BIN_RETENTION
from core.admin.lists import ListAdmin, undo_button
from core.admin.pages import render_admin_page
from core.web.primary_keys import read_pks

ROWS_PER_PAGE = 50


class ChangeListWithoutBin(ChangeList):
    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        found: Any = super().get_queryset(request, exclude_parameters)
        kept: QuerySet[Any] = found.not_binned()
        return kept


class BinAdmin(ListAdmin):
    """Deleting puts an entry into the bin. An entry in the bin can be viewed, but not changed."""

    change_list_template = "admin/blog/entry_change_list.html"
    # The name replaces Django's own action, which deletes.
    actions = ["delete_selected"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("bin/", view(self.bin_view), name=f"{self._url_name}_bin"),
            path("bin/restore/", view(require_POST(self.restore_view)), name=f"{self._url_name}_restore"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ChangeListWithoutBin

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {
            "binned": self._binned(request).count(),
            "bin_url": self._bin_url("bin"),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def undo_url(self) -> str:
        return self._bin_url("restore")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_binned)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may not publish may put into the bin, and restore, what was never public."""
        if obj and obj.was_public and not request.user.has_perm(f"blog.publish_{self.opts.model_name}"):
            return False
        return super().has_delete_permission(request, obj)

    @admin.action(description=gettext_lazy("Put into the bin"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, entries: QuerySet[Any]) -> None:
        self._put_into_bin(request, list(entries))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Ask, and then put the entry into the bin; or, if it is there already, delete it for good."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            raise Http404
        if not self.has_delete_permission(request, entry):
            raise PermissionDenied
        # Do what the page asked for. Somebody else may have put the entry into the bin since.
        is_for_good = "for_good" in request.POST
        if request.method != "POST" or is_for_good != entry.is_binned:
            return self._ask(request, entry)
        if is_for_good:
            self._delete_for_good(request, entry)
            return redirect(self._bin_url("bin"))
        self._put_into_bin(request, [entry])
        return redirect(self._bin_url("changelist"))

    def bin_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        binned = self._binned(request).order_by("-binned_at", "-pk").defer("body", "html")
        page = Paginator(binned, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": _("Bin: %(things)s") % {"things": self.opts.verbose_name_plural},
            "page": page,
            "days": BIN_RETENTION.days,
            "deletable": [entry for entry in page if self.has_delete_permission(request, entry)],
        }
        return self._page(request, "admin/blog/bin.html", context)

    def restore_view(self, request: HttpRequest) -> HttpResponse:
        """Restore the ``chosen`` entries."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        chosen = read_pks(request.POST.getlist("chosen"))
        found = self._binned(request).filter(pk__in=chosen)
        restored = [entry for entry in found if self.has_delete_permission(request, entry)]
        for entry in restored:
            entry.restore()
            self.log_change(request, entry, _("Restored from the bin."))
        for entry in restored:
            url = reverse(f"admin:{self._url_name}_change", args=[entry.pk])
            link = format_html('<a href="{}">{}</a>', url, entry)
            messages.success(request, format_html(_("{} is restored with its comments."), link))
        return redirect(self._bin_url("changelist"))

    def _binned(self, request: HttpRequest) -> QuerySet[Any]:
        entries: Any = self.get_queryset(request)
        binned: QuerySet[Any] = entries.binned()
        return binned

    def _put_into_bin(self, request: HttpRequest, entries: list[Any]) -> None:
        binned = []
        for entry in entries:
            if not self.has_delete_permission(request, entry):
                messages.error(
                    request, _("“%(title)s” was public, so it takes a coach to delete it.") % {"title": entry}
                )
                continue
            try:
                recycle_bin.put_into_bin(entry)
            except recycle_bin.InUseError as refusal:
                messages.error(request, self._refusal(refusal))
                continue
            self.log_change(request, entry, _("Put into the bin."))
            binned.append(entry)
        if binned:
            messages.success(
                request,
                format_html("{} {}", _message_binned(binned), undo_button(("chosen", entry.pk) for entry in binned)),
            )

    def _delete_for_good(self, request: HttpRequest, entry: Any) -> None:
        try:
            with transaction.atomic():
                self.log_deletions(request, self.get_queryset(request).filter(pk=entry.pk))
                recycle_bin.delete_for_good(entry)
            messages.success(request, _("“%(title)s” is deleted for good.") % {"title": entry})
        except recycle_bin.InUseError as refusal:
            messages.error(request, self._refusal(refusal))

    def _ask(self, request: HttpRequest, entry: Any) -> HttpResponse:
        question = _("Delete for good?") if entry.is_binned else _("Put into the bin?")
        context = {
            "title": question,
            "entry": entry,
            "losses": recycle_bin.losses(entry) if entry.is_binned else [],
            "needed_by": [(row, _change_url(row)) for row in recycle_bin.find_users(entry)],
            "days": BIN_RETENTION.days,
        }
        return self._page(request, "admin/blog/bin_ask.html", context)

    def _refusal(self, refusal: recycle_bin.InUseError) -> SafeString:
        links = format_html_join(" ", '<a href="{}">{}</a>', ((_change_url(row), row) for row in refusal.rows))
        return format_html("{} {}", str(refusal), links)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        restore_url = self._bin_url("restore")
        return render_admin_page(request, template, {"opts": self.opts, "restore_url": restore_url, **context})

    def _bin_url(self, name: str) -> str:
        return reverse(f"admin:{self._url_name}_{name}")

    @property
    def _url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"


def _change_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _message_binned(entries: list[Any]) -> str:
    day = date(timezone.localtime(entries[0].deleted_from), "DATE_FORMAT")
    if len(entries) == 1:
        return _("“%(title)s” is in the bin, until %(day)s.") % {"title": entries[0], "day": day}
    sentence = ngettext(
        "%(count)d is in the bin, until %(day)s.", "%(count)d are in the bin, until %(day)s.", len(entries)
    )
    return sentence % {"count": len(entries), "day": day}
