from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outbox.models import OutgoingMail, OutgoingMailQuerySet

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[OutgoingMail]
else:
    ModelAdmin = admin.ModelAdmin

STATES: dict[str, tuple[Any, Callable[[OutgoingMailQuerySet], OutgoingMailQuerySet]]] = {
    "waiting": (_("waiting"), lambda mails: mails.waiting()),
    "failed": (_("failed"), lambda mails: mails.failed()),
    "dismissed": (_("failed, dismissed"), lambda mails: mails.filter(dismissed_at__isnull=False)),
    "cancelled": (_("cancelled"), lambda mails: mails.filter(sent_at=None, cancelled_at__isnull=False)),
    "sent": (_("sent"), lambda mails: mails.filter(sent_at__isnull=False)),
}

TIMES = ["created_at", "due_at", "sent_at", "cancelled_at", "forgotten_at"]


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _rows) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return STATES[self.value() or ""][1](queryset) if self.value() in STATES else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ModelAdmin):
    """Mail as it was written, to look at. What can be done about it are the two actions."""

    list_display = ["subject", "to", "kind", "mail_state", "attempts", "last_error", "created_at"]
    list_filter = [StateFilter, "kind"]
    list_per_page = 50
    search_fields = ["to", "subject"]
    search_help_text = _("Search by subject or address")
    show_full_result_count = False
    actions = ["try_again", "dismiss"]
    fieldsets = [
        (None, {"fields": ["subject", "to", "from_name", "reply_to", "kind", "text"]}),
        (
            _("On its way"),
            {"fields": ["mail_state", "attempts", "last_error", *TIMES]},
        ),
        (_("HTML, as source"), {"fields": ["html"], "classes": ["collapse"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_outgoingmail")

    @admin.display(description=_("state"))
    def mail_state(self, mail: OutgoingMail) -> str:
        return mail.state

    @admin.action(description=_("Try again"), permissions=["resend"])
    def try_again(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        unsent = list(mails.filter(sent_at=None, cancelled_at=None))
        for mail in unsent:
            mail.try_again()
        said = ngettext("%d mail is tried within a minute.", "%d mails are tried within a minute.", len(unsent))
        messages.success(request, said % len(unsent))

    @admin.action(description=_("Dismiss the failure"), permissions=["resend"])
    def dismiss(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        number = mails.filter(given_up_at__isnull=False, dismissed_at=None).update(dismissed_at=timezone.now())
        said = ngettext("%d failure is dismissed.", "%d failures are dismissed.", number)
        messages.success(request, said % number)
