from django.contrib import admin

from comments.admin.rules import OneRowAdmin
from inbox.models import InboxSettings


@admin.register(InboxSettings)
class InboxSettingsAdmin(OneRowAdmin):
    pass
