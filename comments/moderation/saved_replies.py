"""Choose the saved replies for a comment, and fill in their placeholders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from comments.models import Comment, SavedReply

_placeholders: dict[str, Callable[[Comment], str]] = {}


def register_placeholder(name: str, value: Callable[[Comment], str]) -> None:
    """``value`` gives what stands for ``{name}`` in a reply to a comment; ``SavedReply`` says which names there are."""
    _placeholders[name] = value


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A saved reply, filled in for one comment."""

    pk: int
    title: str
    text: str


def suggestions(comment: Comment, replies: Iterable[SavedReply]) -> list[Suggestion]:
    """Return the replies that fit. With a red flag none that sells; with a wish to buy those that sell come first."""
    offered = SavedReply.Offered
    if comment.triage.get("red_flags"):
        fitting = [reply for reply in replies if not reply.is_selling]
        fitting.sort(key=lambda reply: reply.offered != offered.RED_FLAG)
    else:
        fitting = [reply for reply in replies if reply.offered != offered.RED_FLAG]
        if comment.triage.get("wishes"):
            fitting.sort(key=lambda reply: not reply.is_selling)
    values = placeholders(comment)
    return [Suggestion(reply.pk, reply.title, reply.fill(values)) for reply in fitting]


def placeholders(comment: Comment) -> dict[str, str]:
    """Return the value of each placeholder for ``comment``."""
    return {
        "first_name": comment.shown_name.split()[0] if comment.shown_name.split() else comment.shown_name,
        "article": comment.post.title,
        **{name: value(comment) for name, value in _placeholders.items()},
    }


def append_saved_reply(text: str, comment: Comment, reply: str) -> str:
    """Append the saved reply with the id ``reply`` to ``text``, if it is offered for ``comment``."""
    found = [
        suggestion.text for suggestion in suggestions(comment, SavedReply.objects.all()) if str(suggestion.pk) == reply
    ]
    return "\n\n".join(part for part in [text.rstrip(), *found] if part) if found else text
