"""WordPress's rules for comments, and protection of staff names. This module uses no database and no network.

Source: ``check_comment()`` and ``wp_check_comment_disallowed_list()`` of WordPress.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from comments.models import Comment, ScreeningRules
from comments.screening.lookalikes import skeleton
from core.html import clean_comment

LINK = re.compile(r"<a [^>]*href", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identity:
    """Name and e-mail address of a member of the staff."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """``reason`` is a sentence for the coach. If ``is_final``, neither Akismet nor the spam filter is asked."""

    verdict: Comment.State
    reason: str
    is_final: bool = False


def judge(comment: Comment, rules: ScreeningRules, *, staff: Iterable[Identity], is_known: bool) -> Ruling:
    """Apply the rules. ``is_known`` means that another comment with the same name and e-mail address was approved."""
    if word := find_word(comment, rules.disallowed_words):
        return Ruling(Comment.State.BINNED, _("It has “%(word)s” in it.") % {"word": word}, is_final=True)
    if impersonates_staff(comment, staff):
        reason = _("It uses the name or e-mail address of somebody who works here, but was not written in the admin.")
        return Ruling(Comment.State.HELD, reason, is_final=True)
    if reason := _reason_to_hold(comment, rules, is_known):
        return Ruling(Comment.State.HELD, reason)
    return Ruling(Comment.State.APPROVED, _("A comment under this name and e-mail address was approved before."))


def _reason_to_hold(comment: Comment, rules: ScreeningRules, is_known: bool) -> str:
    if comment.is_private:
        return _("It is a private question.")
    if rules.hold_everything:
        return _("Every comment is held.")
    links = count_links(comment.text)
    if rules.max_links and links >= rules.max_links:
        return _("It has %(count)d links.") % {"count": links}
    if word := find_word(comment, rules.moderation_words):
        return _("It has “%(word)s” in it.") % {"word": word}
    if not is_known:
        return _("No comment under this name and e-mail address was approved before.")
    return ""


def count_links(text: str) -> int:
    """Count the links that readers would see, including bare URLs."""
    return len(LINK.findall(clean_comment(text)))


def find_word(comment: Comment, words: str) -> str:
    """Return the first line of ``words`` that is in the comment or its metadata, or an empty text."""
    fields = (comment.name, comment.email, comment.website, comment.text, strip_tags(comment.text))
    said = "\n".join([*fields, comment.ip_address or "", comment.user_agent]).casefold()
    lines = (line.strip() for line in words.splitlines())
    return next((word for word in lines if word and word.casefold() in said), "")


def impersonates_staff(comment: Comment, staff: Iterable[Identity]) -> bool:
    """Tell whether the full or the shown name, or the e-mail address, is reserved for staff."""
    identities = list(staff)
    return any(is_reserved(name, comment.email, identities) for name in (comment.name, comment.shown_name))


def is_reserved(name: str, email: str, staff: Iterable[Identity]) -> bool:
    """Tell whether readers would take this guest for a member of the staff.

    Reserved are the e-mail address, the name, the first name alone, and a name of several words inside a longer one.
    Case, accents, spaces, invisible characters and look-alikes of other alphabets are ignored.
    """
    return any(email.casefold() == person.email.casefold() or _looks_like(name, person.name) for person in staff)


def _looks_like(guest: str, staff: str) -> bool:
    seen, words = skeleton(guest), staff.split()
    if not words or not seen:
        return False
    whole: Collection[str] = (skeleton(staff), skeleton(words[0]))
    return seen in whole or (len(words) > 1 and skeleton(staff) in seen)
