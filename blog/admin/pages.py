from typing import Any

from django import forms
from django.contrib import admin

from blog.admin.entries import EntryAdmin, EntryForm, StateFilter
from blog.models import Page
from core.admin.widgets import RichText


class PageForm(EntryForm):
    class Meta:
        model = Page
        fields = ["title", "body", "hero", "hero_alt", "state"]
        widgets = {"body": RichText(has_blocks=True), "state": forms.RadioSelect()}

    def is_to_be_public(self, cleaned: dict[str, Any]) -> bool:
        return cleaned.get("state") == Page.State.PUBLISHED


@admin.register(Page)
class PageAdmin(EntryAdmin):
    form = PageForm
    content_fields = {"title", "body"}
    fields = ["title", "body", "hero", "hero_alt", "slug", "state"]
    list_display = ["title", "slug", "shown_state", "updated_at"]
    list_filter = [StateFilter]
    search_fields = ["title", "body"]
