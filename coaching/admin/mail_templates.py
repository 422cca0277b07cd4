from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget as IntegerWidget
from django.db.models import PositiveSmallIntegerField
from django.utils.translation import gettext_lazy as _

from coaching.models import MailTemplate


@admin.register(MailTemplate)
class MailTemplateAdmin(admin.ModelAdmin[MailTemplate]):
    list_display = ["name", "stage", "subject", "position"]
    list_editable = ["position"]
    formfield_overrides = {PositiveSmallIntegerField: {"widget": IntegerWidget({"aria-label": _("position")})}}
    fields = ["name", "stage", "subject", "text", "position"]
