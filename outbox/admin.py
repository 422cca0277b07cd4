from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.filters import QuerySetFilter
from core.admin.read_only import ReadOnlyAdmin
from outbox import kinds
from outbox.mail_page import mail_page
from outbox.models import OutgoingMail

TIMES = ["created_at", "due_at", "sent_at", "cancelled_at", "anonymised_at"]


class StateFilter(QuerySetFilter):
    title = _("state")
    parameter_name = "state"
    options = {
        "waiting": (_("waiting"), lambda mails: mails.unsent()),
        "failed": (_("failed"), lambda mails: mails.failed()),
        "dismissed": (_("failed, dismissed"), lambda mails: mails.filter(dismissed_at__isnull=False)),
        "cancelled": (_("cancelled"), lambda mails: mails.filter(sent_at=None, cancelled_at__isnull=False)),
        "sent": (_("sent"), lambda mails: mails.filter(sent_at__isnull=False)),
    }


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Mails, read only, with two actions."""

    list_display = ["subject", "to", "kind", "mail_state", "attempts", "last_error", "created_at"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["to", "subject"]
    search_help_text = _("Search by subject or address")
    actions = ["try_again", "dismiss"]
    fieldsets = [
        (None, {"fields": ["subject", "to", "from_name", "reply_to", "kind", "words"]}),
        (
            _("On its way"),
            {"fields": ["mail_state", "attempts", "last_error", *TIMES]},
        ),
        (_("HTML, as source"), {"fields": ["source"], "classes": ["collapse"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [path("mail/", self.admin_site.admin_view(mail_page), name="outbox_mail"), *super().get_urls()]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_outgoingmail")

    @admin.display(description=_("text"))
    def words(self, mail: OutgoingMail) -> str:
        return str(_("What it says is for the reader alone.")) if kinds.is_secret(mail.kind) else mail.text

    @admin.display(description=_("HTML"))
    def source(self, mail: OutgoingMail) -> str:
        return "" if kinds.is_secret(mail.kind) else mail.html

    @admin.display(description=_("state"))
    def mail_state(self, mail: OutgoingMail) -> str:
        return mail.state

    @admin.action(description=_("Try again"), permissions=["resend"])
    def try_again(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        unsent = list(mails.filter(sent_at=None, cancelled_at=None))
        for mail in unsent:
            mail.try_again()
        said = ngettext(
            "%d mail will be tried again within a minute.", "%d mails will be tried again within a minute.", len(unsent)
        )
        messages.success(request, said % len(unsent))

    @admin.action(description=_("Dismiss the failure"), permissions=["resend"])
    def dismiss(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        number = mails.filter(given_up_at__isnull=False, dismissed_at=None).update(dismissed_at=timezone.now())
        said = ngettext("%d failure is dismissed.", "%d failures are dismissed.", number)
        messages.success(request, said % number)
