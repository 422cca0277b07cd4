from typing import TYPE_CHECKING

from django.contrib import admin
from taggit.models import Tag

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Tag]
else:
    ModelAdmin = admin.ModelAdmin

# The package's own form shows the rows that tie tags to articles, by their numbers.
admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    fields = ["name", "slug"]
    list_display = ["name", "slug"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]
