"""The links that lead out of the site: which of them are dead, and others in their place everywhere."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from blog.models import OutsideLink

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[OutsideLink]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(OutsideLink)
class OutsideLinkAdmin(ModelAdmin):
    list_display = ["address", "state", "checked_at"]
    list_filter = ["state"]
    search_fields = ["address"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
