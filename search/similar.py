"""Find the answers that staff have given to questions like a new one."""

from dataclasses import dataclass

from django.utils import timezone

from comments.models import Comment
from core.html import html_to_lines
from search.databases import Restriction
from search.finding import find_candidates
from search.kinds import find_kind
from search.query import read_text
from search.ranking import rank
from search.sources import Comments

MOST = 3
# Of the words that other documents have too, weighed, a question like this one has at least this share.
MIN_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """A public answer by staff, and the public comment that it answers. ``text`` is what can be written again."""

    question: Comment
    answer: Comment
    text: str


def similar_answers(comment: Comment) -> list[SimilarAnswer]:
    """Return the answers to the questions that are most like the comment, the best first."""
    query = read_text(comment.text)
    kind = find_kind(Comments.name)
    if not query.terms or kind is None:
        return []
    candidates = find_candidates(query, Restriction(kind.name, answers=True))
    ranked = [one for one in rank(query, candidates, timezone.now()) if one.share >= MIN_SHARE]
    pks = [one.candidate.object_id for one in ranked[: MOST + 1]]
    answers = {pk: hit.row for pk, hit in kind.hits(pks).items()}
    found = [answers[pk] for pk in pks if pk in answers and _is_offered(answers[pk], comment)]
    return [SimilarAnswer(answer.parent, answer, html_to_lines(answer.html)) for answer in found[:MOST]]


def _is_offered(answer: Comment, comment: Comment) -> bool:
    question = answer.parent
    return question is not None and question.is_shown and not question.erased_at and question.pk != comment.pk
