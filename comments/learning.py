"""The spam filter of a site without Akismet: it learns from what a person took for spam, and from what she approved.

It moves out of sight only what is near certain, and what a known reader writes never. For the rest, its score says
what in the list of held comments comes last.
"""

from dataclasses import dataclass
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import classifier
from comments.classifier import Example
from comments.first_examples import first_examples
from comments.models import Comment, Decision, SpamFilter

# The newest of each kind: so learning takes seconds, however old the site is.
MOST_EXAMPLES = 400
MOST_RESCORED = 1000


@dataclass(frozen=True, slots=True)
class Opinion:
    """``score`` as of ``classifier.Model``; ``reason`` is a sentence for the coach, where it is near certain."""

    score: float
    is_near_certain: bool
    reason: str = ""


def opinion(comment: Comment) -> Opinion:
    model = current_model()
    score = model.score(comment.text, comment.website)
    if score < model.threshold:
        return Opinion(score, is_near_certain=False)
    words = ", ".join(f"“{word}”" for word in model.telling(comment.text, comment.website))
    reason = _("It reads like spam: %(words)s.") if words else _("It reads like spam.")
    return Opinion(score, is_near_certain=True, reason=reason % {"words": words})


def current_model() -> classifier.Model:
    row = SpamFilter.objects.filter(pk=1).first()
    return row.as_model() if row else _first_model()


@cache
def _first_model() -> classifier.Model:
    return classifier.train(first_examples())


def learn() -> bool:
    """Learn anew if a person has decided since. Held comments get a new score, but stay where they are."""
    learned_from = _fingerprint()
    if SpamFilter.objects.filter(learned_from=learned_from).exists():
        return False
    model = classifier.train([*first_examples(), *_examples(is_spam=True), *_examples(is_spam=False)])
    SpamFilter.objects.update_or_create(
        pk=1,
        defaults={
            "weights": {one: round(weight, 3) for one, weight in model.weights.items()},
            "bias": model.bias,
            "threshold": model.threshold,
            "learned_from": learned_from,
            "learned_at": timezone.now(),
        },
    )
    _rescore(model)
    return True


def _fingerprint() -> str:
    """Another one as soon as a person decides, and when a comment with its decisions is deleted."""
    by_people = Decision.objects.filter(decider=Decision.Decider.PERSON)
    newest = by_people.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{newest}/{by_people.count()}"


def _examples(*, is_spam: bool) -> list[Example]:
    """What a person decided to be so and is so still, the newest last. Her own answers are no example."""
    state = Comment.State.SPAM if is_spam else Comment.State.APPROVED
    decided = Decision.objects.filter(
        decider=Decision.Decider.PERSON,
        verdict=state,
        comment__state=state,
        comment__author=None,
        comment__erased_at=None,
    )
    newest = decided.order_by("-pk").values_list("comment_id", "comment__text", "comment__website")[:MOST_EXAMPLES]
    said = {pk: Example(text, is_spam, website) for pk, text, website in reversed(list(newest))}
    return list(said.values())


def _rescore(model: classifier.Model) -> None:
    newest = Comment.objects.held().by_guests().order_by("-created_at").only("text", "website")
    held = list(newest[:MOST_RESCORED])
    for comment in held:
        comment.spam_score = model.score(comment.text, comment.website)
    Comment.objects.bulk_update(held, ["spam_score"], batch_size=200)
