"""The rules of screening, in one form."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from comments.models import ScreeningRules

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[ScreeningRules]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(ScreeningRules)
class ScreeningRulesAdmin(ModelAdmin):
    readonly_fields = ["akismet_problem"]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> ScreeningRules | None:
        return ScreeningRules.load() if object_id == "1" else None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:comments_screeningrules_change", 1)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ScreeningRules | None = None) -> bool:
        return False
