from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.models import MailRecipient
from core.admin.read_only import ReadOnlyAdmin


@admin.register(MailRecipient)
class MailRecipientAdmin(ReadOnlyAdmin):
    """Readers' mail preferences, read only: only the readers decide."""

    list_display = ["email", "confirmed_at", "first_mailed_at", "stopped_at", "disowned_at", "failing"]
    list_filter = [(name, admin.EmptyFieldListFilter) for name in ("confirmed_at", "stopped_at", "disowned_at")]
    search_fields = ["email"]
    fields = ["email", "registered_at", "first_mailed_at", "confirmed_at", "stopped_at", "disowned_at", "failing"]
    readonly_fields = ["failing"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailRecipient]:
        return MailRecipient.objects.with_failing_since()

    @admin.display(description=_("mail has been failing since"), ordering="failing_since")
    def failing(self, recipient: Any) -> Any:
        return recipient.failing_since or self.get_empty_value_display()
