from typing import TYPE_CHECKING

from django.contrib import admin

from coaching.models import MailTemplate

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[MailTemplate]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(MailTemplate)
class MailTemplateAdmin(ModelAdmin):
    list_display = ["name", "stage", "subject", "position"]
    list_editable = ["position"]
    fields = ["name", "stage", "subject", "text", "position"]
