"""What is said after an act, with the button that takes it back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inbox.models import Act

Verb = Act.Verb

DONE = {
    Verb.ANSWER: gettext_lazy("Your answer to %(name)s is public."),
    Verb.APPROVE: gettext_lazy("The comment by %(name)s is public, and still waits for an answer."),
    Verb.SETTLE: gettext_lazy("%(name)s needs no answer."),
    Verb.SNOOZE: gettext_lazy("%(name)s waits until %(until)s."),
    Verb.SPAM: gettext_lazy("The words of %(name)s are marked as spam."),
    Verb.BIN: gettext_lazy("The comment by %(name)s is in the bin."),
    Verb.TALK: gettext_lazy("You are in conversation with %(name)s."),
    Verb.DONE: gettext_lazy("The next step with %(name)s is done."),
    Verb.SEEN: gettext_lazy("You have seen the correction by %(name)s."),
}
ANSWERED_PRIVATELY = gettext_lazy("Your answer is for %(name)s alone.")


def say_done(request: HttpRequest, act: Act) -> None:
    until = act.after.get("snoozed_until") or act.after.get("remind_at") or act.after.get("next_step_on")
    words = {"name": act.name, "until": _moment(until) if act.verb == Verb.SNOOZE and until else ""}
    done = ANSWERED_PRIVATELY if act.answer and act.answer.is_private else DONE[Verb(act.verb)]
    messages.success(request, format_html("{} {}", done % words, undo_button(act)))


def say_settled(request: HttpRequest, acts: list[Act]) -> None:
    if not acts:
        messages.warning(request, _("Choose comments first."))
        return
    done = ngettext("%(count)d comment needs no answer.", "%(count)d comments need no answer.", len(acts))
    messages.success(request, format_html("{} {}", done % {"count": len(acts)}, undo_button(acts[0])))


def say_undone(request: HttpRequest, acts: list[Act]) -> None:
    if len(acts) == 1:
        messages.success(request, _("Undone: %(name)s is where it was.") % {"name": acts[0].name})
    else:
        messages.success(request, _("Undone."))


def undo_button(act: Act) -> SafeString:
    """A button of the form ``undo`` that stands on every page of the inbox."""
    return format_html('<button form="undo" name="batch" value="{}" class="undo">{}</button>', act.batch, _("Undo"))


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    return date_format(localtime(moment) if moment.tzinfo else moment, "DATE_FORMAT")
