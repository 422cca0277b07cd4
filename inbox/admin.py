from django.contrib import admin

from core.admin.singletons import SingletonAdmin
from inbox.models import InboxSettings


@admin.register(InboxSettings)
class InboxSettingsAdmin(SingletonAdmin):
    pass
