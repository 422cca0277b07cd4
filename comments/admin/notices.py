"""Notices after an action, with an undo button."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from comments.models import Comment
from comments.moderation.actions import Outcome, Verb
from core.undo import UNDO_MINUTES
from outbox import connection

DONE = {
    Verb.APPROVE: ngettext_lazy("%(count)d comment approved.", "%(count)d comments approved.", "count"),
    Verb.HOLD: ngettext_lazy("%(count)d comment held.", "%(count)d comments held.", "count"),
    Verb.SPAM: ngettext_lazy("%(count)d comment marked as spam.", "%(count)d comments marked as spam.", "count"),
    Verb.BIN: ngettext_lazy("%(count)d comment put in the bin.", "%(count)d comments put in the bin.", "count"),
    Verb.RESTORE: ngettext_lazy("%(count)d comment restored.", "%(count)d comments restored.", "count"),
}


def say_moderated(request: HttpRequest, outcome: Outcome, verb: Verb) -> None:
    for sentence in outcome.refused:
        messages.error(request, sentence)
    if outcome.done:
        done = DONE[verb] % {"count": len(outcome.done)}
        messages.success(request, done if verb == Verb.RESTORE else format_html("{} {}", done, undo(outcome.done)))
    elif not outcome.refused:
        messages.warning(request, _("Choose comments first."))


def say_answered(request: HttpRequest, comment: Comment, reply: Comment) -> None:
    told = _mail_about(reply)
    if reply.is_private:
        done = _("Your answer is for %(name)s alone.") % {"name": comment.name}
        messages.success(request, f"{done} {told}")
        return
    done = _("Your answer to %(name)s is public.") % {"name": comment.name}
    link = format_html('<a href="{}">{}</a>', reply.get_absolute_url(), _("See it on the site"))
    messages.success(request, format_html("{} {} {}", done, told, link))


def _mail_about(reply: Comment) -> str:
    if not reply.reader_mails.not_cancelled().exists():
        return ""
    if not connection.is_configured():
        return _("A mail about it waits until a mail provider is connected.")
    return ngettext(
        "A mail about it will be sent in %(count)d minute.",
        "A mail about it will be sent in %(count)d minutes.",
        UNDO_MINUTES,
    ) % {"count": UNDO_MINUTES}


def undo(comments: list[Comment]) -> SafeString:
    """Return a button of the form with the id ``undo``, which is on every page of comments."""
    which = '<input type="hidden" form="undo" name="comment" value="{}">'
    button = '<button form="undo" name="verb" value="restore" class="undo">{}</button>'
    return format_html_join("", which, ((comment.pk,) for comment in comments)) + format_html(button, _("Undo"))
