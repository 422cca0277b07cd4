from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comments.models import SavedReply
from core.admin.lists import OrderedListAdmin


@admin.register(SavedReply)
class SavedReplyAdmin(OrderedListAdmin):
    list_title = _("Saved replies")
    add_label = _("New saved reply")
    empty_sentence = _("No reply is saved yet. An answer that you often give can begin with one.")
    fields = ["title", "text", "offered", "position"]
