from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from privacy.models import Mention


@admin.register(Mention)
class MentionAdmin(ReadOnlyAdmin, ListAdmin):
    """Nothing is changed automatically, because it may be another person with that name."""

    introduction = _(
        "What others wrote, where it seems to name somebody who was erased. It may be "
        "another person with that name. Check each place, and replace the name by dots or leave it as it is."
    )
    empty_sentence = _("No text seems to name anybody who was erased.")
    actions = ["redact", "dismiss"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        return Mention.objects.visible_to(request.user).with_rows()

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("privacy.change_mention")

    @admin.action(description=_("Replace by dots"), permissions=["settle"])
    def redact(self, request: HttpRequest, mentions: QuerySet[Mention]) -> None:
        """Replace the name by dots. Articles and forms are reworded by staff instead."""
        chosen = list(mentions)
        done = [mention for mention in chosen if self._may_redact(request, mention)]
        for mention in done:
            mention.redact()
        if done:
            self._confirm(request, len(done))
        if left := len(chosen) - len(done):
            said = ngettext(
                "%d place has to be reworded by you. Follow its link, and then choose “Leave it as it is”.",
                "%d places have to be reworded by you. Follow their links, and then choose “Leave it as it is”.",
                left,
            )
            messages.warning(request, said % left)

    def _may_redact(self, request: HttpRequest, mention: Mention) -> bool:
        if mention.row is None:
            return True
        free_text = mention.free_text
        return free_text.redact is not None and request.user.has_perm(free_text.permission("change"))

    @admin.action(description=_("Leave it as it is"), permissions=["settle"])
    def dismiss(self, request: HttpRequest, mentions: QuerySet[Mention]) -> None:
        number, _models = mentions.delete()
        self._confirm(request, number)

    def _confirm(self, request: HttpRequest, number: int) -> None:
        said = ngettext("%d place is settled.", "%d places are settled.", number)
        messages.success(request, said % number)
