from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class LookingAdmin(ModelAdmin):
    """Rows to look at. What can be done about them are the actions; ``lead`` says above them what they are."""

    lead: ClassVar[str | Promise]
    change_list_template = "admin/privacy/looking_change_list.html"
    list_per_page = 50
    list_display_links = None
    show_full_result_count = False

    class Media:
        css = {"all": ["css/admin-privacy.css"]}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"title": capfirst(str(self.opts.verbose_name_plural)), "lead": self.lead}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
