from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from blog.admin.entries import EntryAdmin, StateFilter
from blog.models import Post


@admin.register(Post)
class PostAdmin(EntryAdmin):
    list_display = ["title", "shown_state", "author", "published_at"]
    list_filter = [StateFilter, "categories"]
    list_select_related = ["author"]
    search_fields = ["title", "teaser", "body"]
    ordering = ["-published_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).select_related("author__profile")
