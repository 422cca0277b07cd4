"""The spam filter of a site without Akismet. It learns from what staff marked as spam or approved.

It moves only what is near certain to spam, and never comments by known readers. Otherwise its score only sorts the list
of held comments.
"""

from dataclasses import dataclass
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, Decision, SpamFilter
from comments.screening.filter import classifier
from comments.screening.filter.classifier import Example
from comments.screening.languages import known_languages

# Only the newest of each kind, so that training takes seconds.
MAX_EXAMPLES = 400
MAX_RESCORED = 1000


@dataclass(frozen=True, slots=True)
class Assessment:
    """``score`` is that of ``classifier.Model``. ``reason`` is a sentence for the coach if it is near certain."""

    score: float
    is_near_certain: bool
    reason: str = ""


def assess(comment: Comment, model: classifier.Model) -> Assessment:
    score = model.score(comment.text, comment.website)
    if score < model.threshold:
        return Assessment(score, is_near_certain=False)
    strongest = model.strongest_words(comment.text, comment.website)
    words = ", ".join(_("“%(words)s”") % {"words": word} for word in strongest)
    reason = _("It reads like spam: %(words)s.") if words else _("It reads like spam.")
    return Assessment(score, is_near_certain=True, reason=reason % {"words": words})


def current_model() -> classifier.Model:
    row = SpamFilter.objects.filter(pk=1).first()
    return row.as_model() if row else _first_model()


@cache
def _first_model() -> classifier.Model:
    return classifier.train(starter_examples())


def starter_examples() -> list[Example]:
    """Return the examples of spam that the filter starts with, then those of good comments."""
    languages = known_languages()
    spam = [Example(text, is_spam=True) for language in languages for text in language.spam]
    good = [Example(text, is_spam=False) for language in languages for text in language.good]
    return spam + good


def train() -> bool:
    """Train again if staff have decided since. Held comments get a new score, but stay held."""
    learned_from = _fingerprint()
    if SpamFilter.objects.filter(learned_from=learned_from).exists():
        return False
    model = classifier.train([*starter_examples(), *_examples(is_spam=True), *_examples(is_spam=False)])
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
    """Return a value that changes when staff decide, and when a comment is deleted with its decisions."""
    by_people = Decision.objects.filter(decider=Decision.Decider.PERSON)
    newest = by_people.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{newest}/{by_people.count()}"


def _examples(*, is_spam: bool) -> list[Example]:
    """Return comments that staff decided about and that are still in that state, the newest last, without answers by
    staff."""
    state = Comment.State.SPAM if is_spam else Comment.State.APPROVED
    decided = Decision.objects.filter(
        decider=Decision.Decider.PERSON,
        verdict=state,
        comment__state=state,
        comment__author=None,
        comment__erased_at=None,
    )
    newest = decided.order_by("-pk").values_list("comment_id", "comment__text", "comment__website")[:MAX_EXAMPLES]
    said = {pk: Example(text, is_spam, website) for pk, text, website in reversed(list(newest))}
    return list(said.values())


def _rescore(model: classifier.Model) -> None:
    newest = Comment.objects.held().by_guests().order_by("-created_at").only("text", "website")
    held = list(newest[:MAX_RESCORED])
    for comment in held:
        comment.spam_score = model.score(comment.text, comment.website)
    Comment.objects.bulk_update(held, ["spam_score"], batch_size=200)
