from typing import TYPE_CHECKING

from django.contrib import admin

from comments.models import SavedReply

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[SavedReply]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(SavedReply)
class SavedReplyAdmin(ModelAdmin):
    list_display = ["title", "offered", "position"]
    list_editable = ["position"]
    fields = ["title", "text", "offered", "position"]
