from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from wordpress.models import UnplacedComment


@admin.register(UnplacedComment)
class UnplacedCommentAdmin(ReadOnlyAdmin, ListAdmin):
    """What readers wrote on the old site where there are no comments here."""

    list_title = _("Comments without a place")
    introduction = _(
        "Your readers wrote these on your old site, below pages and other things that have no comments here."
        " Only you see them. Copy what you want to keep into an article, or answer by mail."
    )
    empty_sentence = _("All comments of your old site have their place.")
    search_fields = ["name", "email", "text", "place"]
    search_help_text = _("Name, address or words")
    is_deletable = True
    fields = ["name", "email", "website", "written_at", "place", "reason", "text"]
