from django.contrib import admin

from blog.admin.entries import EntryAdmin, StateFilter
from blog.models import Page


@admin.register(Page)
class PageAdmin(EntryAdmin):
    list_display = ["title", "slug", "shown_state", "updated_at"]
    list_filter = [StateFilter]
    search_fields = ["title", "body"]
