from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
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

    lead = _(
        "What others wrote, where it seems to name or quote somebody who was erased. It may be another person of that "
        "name: look at each, and put dots in its place or leave it as it is."
    )
    list_display = ["says", "stands_in", "found_at"]
    actions = ["take_out", "leave"]

    def get_queryset(self, request: HttpRequest) -> "Mentions":
        return Mention.objects.shown_to(request.user).with_rows()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Mention | None:
        """Who may see none is told no, and not that this one is not there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("privacy.change_mention")

    @admin.display(description=_("what it says"))
    def says(self, mention: Mention) -> SafeString:
        places = list(mention.places())[:PLACES_SHOWN]
        if not places:
            return format_html("{}", _("It is not there any more."))
        around = ((_end_of(text[:a]), text[a:b], _start_of(text[b:])) for text, a, b in places)
        return format_html_join("", "<p>{}<mark>{}</mark>{}</p>", around)

    @admin.display(description=_("where"))
    def stands_in(self, mention: Mention) -> SafeString:
        if mention.row is None:
            return format_html("{}", self.get_empty_value_display())
        writing = mention.writing
        kind = capfirst(str(writing.rows.model._meta.verbose_name))
        return format_html('{}<br><a href="{}">{}</a>', kind, writing.address(mention.row), writing.called(mention.row))

    @admin.action(description=_("Put dots in its place"), permissions=["settle"])
    def take_out(self, request: HttpRequest, mentions: "Mentions") -> None:
        """What the house wrote in its articles and forms, she words anew herself."""
        chosen = list(mentions)
        done = [mention for mention in chosen if self._may_take_out(request, mention)]
        for mention in done:
            mention.take_out()
        if done:
            self._say(request, len(done))
        if left := len(chosen) - len(done):
            said = ngettext(
                "%d place is yours to word anew: follow its link, and then leave it as it is.",
                "%d places are yours to word anew: follow their links, and then leave them as they are.",
                left,
            )
            messages.warning(request, said % left)

    def _may_take_out(self, request: HttpRequest, mention: Mention) -> bool:
        if mention.row is None:
            return True
        writing = mention.writing
        return writing.take_out is not None and request.user.has_perm(writing.permission("change"))

    @admin.action(description=_("Leave it as it is"), permissions=["settle"])
    def leave(self, request: HttpRequest, mentions: "Mentions") -> None:
        number, _models = mentions.delete()
        self._say(request, number)

    def _say(self, request: HttpRequest, number: int) -> None:
        said = ngettext("%d place is settled.", "%d places are settled.", number)
        messages.success(request, said % number)


def _start_of(text: str) -> str:
    """So many characters of it, in whole words."""
    return text if len(text) <= AROUND else f"{text[:AROUND].rpartition(' ')[0]} …"


def _end_of(text: str) -> str:
    return text if len(text) <= AROUND else f"… {text[-AROUND:].partition(' ')[2]}"
