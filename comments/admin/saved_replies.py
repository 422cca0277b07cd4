from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget as IntegerWidget
from django.db.models import PositiveSmallIntegerField
from django.utils.translation import gettext_lazy as _

from comments.models import SavedReply


@admin.register(SavedReply)
class SavedReplyAdmin(admin.ModelAdmin[SavedReply]):
    list_display = ["title", "offered", "position"]
    list_editable = ["position"]
    formfield_overrides = {PositiveSmallIntegerField: {"widget": IntegerWidget({"aria-label": _("position")})}}
    fields = ["title", "text", "offered", "position"]
