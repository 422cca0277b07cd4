from django.contrib import admin

from core.admin import OneRowAdmin
from inbox.models import InboxSettings


@admin.register(InboxSettings)
class InboxSettingsAdmin(OneRowAdmin):
    pass
