from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from privacy.admin.looking import LookingAdmin
from privacy.models import Mention

if TYPE_CHECKING:
    Mentions = QuerySet[Mention]

AROUND = 60
PLACES_SHOWN = 5


@admin.register(Mention)
class MentionAdmin(LookingAdmin):
    """Nothing is changed without her: it may be another person of that name."""

    list_display = ["says", "by", "article", "found_at"]
    actions = ["take_out", "leave"]

    def get_queryset(self, request: HttpRequest) -> "Mentions":
        return super().get_queryset(request).select_related("comment__post__address", "comment__author")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["privacy.change_mention", "comments.change_comment"])

    @admin.display(description=_("what it says"))
    def says(self, mention: Mention) -> SafeString:
        text = mention.comment.text
        places = list(mention.places())[:PLACES_SHOWN]
        if not places:
            return format_html("{}", _("The name is not there any more."))
        around = [(text[max(0, a - AROUND) : a], text[a:b], text[b : b + AROUND]) for a, b in places]
        return format_html_join("", "<p>…{}<mark>{}</mark>{}…</p>", around)

    @admin.display(description=_("written by"))
    def by(self, mention: Mention) -> str:
        return mention.comment.full_name

    @admin.display(description=_("article"))
    def article(self, mention: Mention) -> SafeString:
        comment = mention.comment
        return format_html('<a href="{}">{}</a>', comment.get_absolute_url(), comment.post.title)

    @admin.action(description=_("Put dots in the place of the name"), permissions=["settle"])
    def take_out(self, request: HttpRequest, mentions: "Mentions") -> None:
        chosen = list(mentions)
        for mention in chosen:
            mention.take_out()
        self._say(request, len(chosen))

    @admin.action(description=_("Leave it as it is"), permissions=["settle"])
    def leave(self, request: HttpRequest, mentions: "Mentions") -> None:
        number, _models = mentions.delete()
        self._say(request, number)

    def _say(self, request: HttpRequest, number: int) -> None:
        said = ngettext("%d comment is settled.", "%d comments are settled.", number)
        messages.success(request, said % number)
