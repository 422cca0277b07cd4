"""The notices after an action, with an undo button."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inbox.models import InboxAction

Verb = InboxAction.Verb

DONE = {
    Verb.ANSWER: gettext_lazy("Your answer to %(name)s is public."),
    Verb.APPROVE: gettext_lazy("The comment by %(name)s is public and still unanswered."),
    Verb.SETTLE: gettext_lazy("%(name)s needs no answer."),
    Verb.SNOOZE: gettext_lazy("%(name)s will be back in your inbox on %(until)s."),
    Verb.SPAM: gettext_lazy("What %(name)s wrote is marked as spam."),
    Verb.BIN: gettext_lazy("The comment by %(name)s is in the bin."),
    Verb.CONVERSE: gettext_lazy("You are in conversation with %(name)s."),
    Verb.DONE: gettext_lazy("The next step with %(name)s is done."),
    Verb.SEEN: gettext_lazy("You have seen the correction by %(name)s."),
}
ANSWERED_PRIVATELY = gettext_lazy("Your answer is for %(name)s alone.")


def say_done(request: HttpRequest, act: InboxAction) -> None:
    until = act.after.get("snoozed_until") or act.after.get("remind_at") or act.after.get("next_step_on")
    values = {"name": act.name, "until": _moment(until) if act.verb == Verb.SNOOZE and until else ""}
    sentence = ANSWERED_PRIVATELY if act.answer and act.answer.is_private else DONE[Verb(act.verb)]
    messages.success(request, format_html("{} {}", sentence % values, undo_button(act)))


def say_settled(request: HttpRequest, acts: list[InboxAction]) -> None:
    if not acts:
        messages.warning(request, _("Choose comments first."))
        return
    sentence = ngettext("%(count)d comment needs no answer.", "%(count)d comments need no answer.", len(acts))
    messages.success(request, format_html("{} {}", sentence % {"count": len(acts)}, undo_button(acts[0])))


def say_undone(request: HttpRequest, acts: list[InboxAction]) -> None:
    if len(acts) == 1:
        messages.success(request, _("Undone: %(name)s is where it was.") % {"name": acts[0].name})
    else:
        messages.success(request, _("Undone."))


def undo_button(act: InboxAction) -> SafeString:
    """Return a button of the form with the id ``undo``, which is on every page of the inbox."""
    return format_html('<button form="undo" name="batch" value="{}" class="undo">{}</button>', act.batch, _("Undo"))


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    return date_format(localtime(moment) if moment.tzinfo else moment, "DATE_FORMAT")
