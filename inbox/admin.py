from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.singletons import SingletonAdmin
from inbox.models import InboxSettings


@admin.register(InboxSettings)
class InboxSettingsAdmin(SingletonAdmin):
    title = _("What the inbox shows")
