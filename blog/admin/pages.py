from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from blog.admin.entries import EntryAdmin, StateTabs
from blog.models import Page


@admin.register(Page)
class PageAdmin(EntryAdmin):
    list_title = _("Pages")
    add_label = _("New page")
    list_filter = [StateTabs]
    search_fields = ["title", "body"]
    list_select_related = ["cover"]
