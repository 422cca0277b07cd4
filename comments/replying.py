"""Which saved replies are offered below a comment, and what they say there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from comments.models import Comment, SavedReply
from core.addresses import absolute


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A saved reply, filled in for one comment."""

    pk: int
    title: str
    text: str


def suggestions(comment: Comment, replies: Iterable[SavedReply]) -> list[Suggestion]:
    """Those that fit; where there is a red flag nothing is sold, and where there is a wish to buy that comes first."""
    offered = SavedReply.Offered
    if comment.signals.get("red_flags"):
        fitting = [reply for reply in replies if not reply.is_selling]
        fitting.sort(key=lambda reply: reply.offered != offered.RED_FLAG)
    else:
        fitting = [reply for reply in replies if reply.offered != offered.RED_FLAG]
        if comment.signals.get("wishes"):
            fitting.sort(key=lambda reply: not reply.is_selling)
    values = placeholders(comment)
    return [Suggestion(reply.pk, reply.title, reply.fill(values)) for reply in fitting]


def placeholders(comment: Comment) -> dict[str, str]:
    """What stands for each of ``SavedReply``'s placeholders below ``comment``."""
    return {
        "first_name": comment.shown_name.split()[0] if comment.shown_name.split() else comment.shown_name,
        "article": comment.post.title,
        "apply_link": f"{absolute(reverse('application_create'))}?comment={comment.pk}",
    }


def with_reply(text: str, comment: Comment, reply: str) -> str:
    """``text`` with the saved reply whose key is ``reply`` below it; as it is if that is not offered here."""
    found = [said.text for said in suggestions(comment, SavedReply.objects.all()) if str(said.pk) == reply]
    return "\n\n".join(part for part in [text.rstrip(), *found] if part) if found else text
