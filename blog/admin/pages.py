from typing import Any

from django.contrib import admin

from blog.admin.entries import EntryAdmin, EntryForm
from blog.models import Page
from blog.views.entries import render_page
from core.admin.widgets import RichText


class PageForm(EntryForm):
    class Meta:
        model = Page
        fields = ["title", "body", "hero", "hero_alt", "is_published"]
        widgets = {"body": RichText(has_blocks=True)}

    def is_to_be_public(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("is_published"))


@admin.register(Page)
class PageAdmin(EntryAdmin):
    form = PageForm
    content_fields = {"title", "body"}
    render = render_page
    fields = ["title", "body", "hero", "hero_alt", "slug", "is_published"]
    list_display = ["title", "slug", "is_published", "updated_at"]
    search_fields = ["title", "body"]
