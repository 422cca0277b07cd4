from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.models import Correspondent

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Correspondent]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Correspondent)
class CorrespondentAdmin(ModelAdmin):
    """Whom we may write to, to look at: that is decided by the readers alone."""

    list_display = ["email", "confirmed_at", "first_written_to_at", "stopped_at", "disowned_at", "failing"]
    list_filter = [(name, admin.EmptyFieldListFilter) for name in ("confirmed_at", "stopped_at", "disowned_at")]
    list_per_page = 50
    search_fields = ["email"]
    show_full_result_count = False
    fields = ["email", "met_at", "first_written_to_at", "confirmed_at", "stopped_at", "disowned_at", "failing"]
    readonly_fields = ["failing"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Correspondent]:
        return Correspondent.objects.with_failing_since()

    @admin.display(description=_("mail fails since"), ordering="failing_since")
    def failing(self, correspondent: Any) -> Any:
        return correspondent.failing_since

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Correspondent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Correspondent | None = None) -> bool:
        return False
