"""WordPress's rules for what a reader wrote, and the identities of the house. Pure: no database, no network.

Source: ``check_comment()`` and ``wp_check_comment_disallowed_list()`` of WordPress.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from comments.lookalikes import skeleton
from comments.models import Comment, ScreeningRules
from core.html import clean_comment

LINK = re.compile(r"<a [^>]*href", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identity:
    """A member of staff, as readers know them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """``reason`` is a sentence for the coach. If ``is_final``, nobody else is asked."""

    verdict: Comment.State
    reason: str
    is_final: bool = False


def judge(comment: Comment, rules: ScreeningRules, *, staff: Iterable[Identity], is_known: bool) -> Ruling:
    """What the rules say. ``is_known``: a comment under the same name and e-mail was approved before."""
    if word := find_word(comment, rules.disallowed_words):
        return Ruling(Comment.State.BINNED, _("It has “%(word)s” in it.") % {"word": word}, is_final=True)
    if poses_as_staff(comment, staff):
        reason = _("It is under the name or e-mail address of one of the team, but was not written from the admin.")
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
    """Links that readers would see: counted after filtering, with bare addresses made links."""
    return len(LINK.findall(clean_comment(text)))


def find_word(comment: Comment, words: str) -> str:
    """The first of the lines of ``words`` that is in the comment or in what came with it; empty if none is."""
    fields = (comment.name, comment.email, comment.website, comment.text, strip_tags(comment.text))
    said = "\n".join([*fields, comment.address or "", comment.user_agent]).casefold()
    lines = (line.strip() for line in words.splitlines())
    return next((word for word in lines if word and word.casefold() in said), "")


def poses_as_staff(comment: Comment, staff: Iterable[Identity]) -> bool:
    """Under its whole name, or under as much of it as readers see."""
    identities = list(staff)
    return any(is_reserved(name, comment.email, identities) for name in (comment.name, comment.shown_name))


def is_reserved(name: str, email: str, staff: Iterable[Identity]) -> bool:
    """Would a reader take this guest for one of the staff?

    It is reserved to use the e-mail address, the name, the first name alone, or a name of several words with anything
    around it. Case, accents, spaces, invisible characters and look-alikes of other alphabets do not tell names apart.
    """
    return any(email.casefold() == person.email.casefold() or _looks_like(name, person.name) for person in staff)


def _looks_like(guest: str, staff: str) -> bool:
    seen, words = skeleton(guest), staff.split()
    if not words or not seen:
        return False
    whole: Collection[str] = (skeleton(staff), skeleton(words[0]))
    return seen in whole or (len(words) > 1 and skeleton(staff) in seen)
