from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.models import MailRecipient
from core.admin.filters import QuerySetTabs
from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin

FAILING = Q(failing_since__isnull=False) | Q(refused_since__isnull=False)


class MailTabs(QuerySetTabs):
    title = _("mail")
    parameter_name = "mail"
    navigation_label = _("Which readers")
    options = {
        "all": (_("all"), lambda readers: readers),
        "wanted": (
            _("want answers by mail"),
            lambda readers: readers.filter(confirmed_at__isnull=False, stopped_at=None),
        ),
        "stopped": (_("want no mail"), lambda readers: readers.filter(stopped_at__isnull=False, disowned_at=None)),
        "disowned": (_("not their comments"), lambda readers: readers.filter(disowned_at__isnull=False)),
        "failing": (_("mail fails"), lambda readers: readers.filter(FAILING)),
    }

    def rows(self, changelist: Any) -> QuerySet[Any]:
        return MailRecipient.objects.with_failing_since().order_by()


@admin.register(MailRecipient)
class MailRecipientAdmin(ReadOnlyAdmin, ListAdmin):
    """Readers' mail preferences, read only: only the readers decide."""

    list_title = _("Readers")
    empty_sentence = _("Nobody has commented with an e-mail address yet.")
    list_filter = [MailTabs]
    search_fields = ["email"]
    search_help_text = _("Part of the e-mail address")
    fields = ["email", "registered_at", "first_mailed_at", "confirmed_at", "stopped_at", "disowned_at", "failing"]
    readonly_fields = ["failing"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailRecipient]:
        return MailRecipient.objects.with_failing_since()

    @admin.display(description=_("mail has been failing since"))
    def failing(self, recipient: Any) -> Any:
        return recipient.refused_since or recipient.failing_since or self.get_empty_value_display()
