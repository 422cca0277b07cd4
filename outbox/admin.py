from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.admin.filters import MenuFilter, QuerySetTabs
from core.admin.lists import ListAdmin, undo_button
from core.admin.pages import next_url
from core.admin.read_only import ReadOnlyAdmin
from core.web.primary_keys import read_pks
from outbox import kinds
from outbox.mail_page import look_up_domain, mail_page, save_server
from outbox.models import OutgoingMail

TIMES = ["created_at", "due_at", "sent_at", "bounced_at", "cancelled_at", "anonymised_at"]


class StateTabs(QuerySetTabs):
    title = _("state")
    parameter_name = "state"
    navigation_label = _("Which mails")
    options = {
        "all": (_("all"), lambda mails: mails),
        "waiting": (_("waiting"), lambda mails: mails.unsent()),
        "failed": (_("failed"), lambda mails: mails.failed()),
        "bounced": (_("address refused"), lambda mails: mails.bounced()),
        "dismissed": (_("failed, dismissed"), lambda mails: mails.filter(dismissed_at__isnull=False)),
        "cancelled": (_("cancelled"), lambda mails: mails.filter(sent_at=None, cancelled_at__isnull=False)),
        "sent": (_("sent"), lambda mails: mails.filter(sent_at__isnull=False)),
    }


class KindFilter(MenuFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return kinds.choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin, ListAdmin):
    """Mails, read only, with two actions."""

    list_title = _("Mail that was sent")
    empty_sentence = _("The site has not written any mail yet.")
    list_filter = [StateTabs, KindFilter]
    search_fields = ["to", "subject"]
    search_help_text = _("Subject or address")
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
        staff = self.admin_site.admin_view
        return [
            path("mail/", staff(mail_page), name="outbox_mail"),
            path("mail/server/", staff(save_server), name="outbox_mail_server"),
            path("mail/domain/", staff(look_up_domain), name="outbox_mail_domain"),
            path("undo/", staff(require_POST(self.undo)), name="outbox_outgoingmail_undo"),
            *super().get_urls(),
        ]

    def undo_url(self) -> str:
        return reverse("admin:outbox_outgoingmail_undo")

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
        unsent = mails.filter(sent_at=None, cancelled_at=None)
        number = len(unsent)
        unsent.try_again()  # type: ignore[attr-defined]
        said = ngettext(
            "%d mail will be tried again within a minute.", "%d mails will be tried again within a minute.", number
        )
        messages.success(request, said % number)

    @admin.action(description=_("Dismiss the failure"), permissions=["resend"])
    def dismiss(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        failed = list(mails.failed().values_list("pk", flat=True))  # type: ignore[attr-defined]
        OutgoingMail.objects.filter(pk__in=failed).update(dismissed_at=timezone.now())
        said = ngettext("%d failure is dismissed.", "%d failures are dismissed.", len(failed)) % len(failed)
        undo = undo_button(("dismissed", pk) for pk in failed) if failed else ""
        messages.success(request, format_html("{} {}", said, undo))

    def undo(self, request: HttpRequest) -> HttpResponse:
        """Count failures again that were dismissed."""
        if not self.has_resend_permission(request):
            raise PermissionDenied
        dismissed = OutgoingMail.objects.filter(pk__in=read_pks(request.POST.getlist("dismissed")))
        if dismissed.update(dismissed_at=None):
            messages.success(request, gettext("Undone."))
        return redirect(next_url(request, "admin:outbox_outgoingmail_changelist"))
