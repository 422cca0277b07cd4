"""The desk of one model: who may do what, its addresses, and what its script is told."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.admin.desk.answers import RefusedRequestError
from blog.desk import content as contents
from blog.desk import pages
from blog.desk.publishing import Refused
from blog.desk.saving import Conflict, Current, Saved, Sent, current, lock
from blog.desk.words import state_of
from blog.models import Entry, Revision

# Names of the addresses of one entry.
ADDRESSES = (
    *"save publish unpublish private draft review discard checklist presence share preview".split(),
    *"share_close versions".split(),
)


@dataclass(frozen=True, slots=True)
class Desk:
    admin: "admin.ModelAdmin[Any]"

    @property
    def model(self) -> type[Entry]:
        model: type[Entry] = self.admin.model
        return model

    @property
    def kind(self) -> str:
        return str(self.admin.opts.model_name)

    def url_name(self, name: str) -> str:
        return f"{self.admin.opts.app_label}_{self.kind}_{name}"

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.url_name(name)}", args=args)

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.admin.opts.app_label}.publish_{self.kind}")

    def require_publishing(self, request: HttpRequest) -> None:
        if not self.may_publish(request):
            raise PermissionDenied

    def require_change(self, request: HttpRequest) -> None:
        if not self.admin.has_change_permission(request):
            raise PermissionDenied

    def find(self, request: HttpRequest, pk: int) -> Entry:
        """Return the entry, to be read."""
        if not self.admin.has_view_or_change_permission(request):
            raise PermissionDenied
        found: Entry | None = self.admin.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def lock(self, request: HttpRequest, pk: int) -> Entry:
        """Return the entry, to be changed: call it in a transaction."""
        self.require_change(request)
        entry = lock(self.model, pk)
        if entry is None:
            raise Http404
        self.refuse_binned(entry)
        return entry

    def refuse_binned(self, entry: Entry) -> None:
        if entry.is_binned:
            raise RefusedRequestError(410, error=_("It is in the bin: take it out to go on writing."))

    def addresses(self, entry: Entry | None) -> dict[str, str]:
        if entry is None:
            return {"save": self.url("save_new"), "list": self.url("changelist")}
        found = {name: self.url(name, entry.pk) for name in ADDRESSES}
        if self.kind == "post":
            found |= pages.addresses(entry.pk)
        return {**found, "list": self.url("changelist"), "bin": self.url("delete", entry.pk)}

    def edit_url(self, entry: Entry) -> str:
        return self.url("change", entry.pk)

    def answer(
        self, request: HttpRequest, entry: Entry, result: Saved | Conflict | Refused, sent: Sent | None = None
    ) -> JsonResponse:
        """Answer with what is stored now. ``content`` is in the answer if it is not what was sent."""
        if isinstance(result, Conflict):
            return JsonResponse(_describe_conflict(request, result), status=409)
        now = current(entry)
        described = self.describe(request, entry, now)
        if sent is None or any(now.content[name] != value for name, value in sent.content.items()):
            described["content"] = now.content
        if isinstance(result, Refused):
            return JsonResponse({**described, "errors": result.errors}, status=422)
        return JsonResponse({**described, "saved_at": result.saved_at.isoformat()})

    def describe(self, request: HttpRequest, entry: Entry, now: Current) -> dict[str, Any]:
        return {
            "pk": entry.pk,
            "base": now.base,
            "state": state_of(entry, now, may_publish=self.may_publish(request)),
            "edit_url": self.edit_url(entry),
            "addresses": self.addresses(entry),
            "errors": contents.find_errors(entry, now.content),
        }

    def log(self, request: HttpRequest, entry: Entry, sentence: str) -> None:
        self.admin.log_change(request, entry, sentence)


def _describe_conflict(request: HttpRequest, conflict: Conflict) -> dict[str, Any]:
    newest = conflict.current.newest
    return {
        "base": conflict.current.base,
        "content": conflict.current.content,
        "by": _("another place, such as a replaced link") if conflict.current.outside else name_writer(request, newest),
        "saved_at": newest.saved_at.isoformat() if newest else None,
        "kept": conflict.kept.pk,
    }


def name_writer(request: HttpRequest, revision: Revision | None) -> str:
    """Such as “Anna”, or “you, Firefox on Android”."""
    if revision is None or revision.person is None:
        return _("somebody")
    if revision.person_id != request.user.pk:
        return str(revision.person)
    return _("you, %(device)s") % {"device": revision.device_name} if revision.device_name else _("you")
