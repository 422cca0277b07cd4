"""Find out which articles are alike, by the rare words that both have. It is done anew when a text has changed.

The words that count for an article are those that it has often and few others have (tf-idf). The share of them,
weighed, that another article has too is how much that one is like it.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Max

from blog.models import Likeness, Post
from search.databases import Candidate, Restriction
from search.finding import find_candidates
from search.marks import LIKENESS, NEW_TEXT, mark
from search.models import Document, Mark, Word
from search.query import Query, Term, rarity

ARTICLE = "article"
# Of an article: so many words count, and so many articles are kept.
MOST_WORDS = 40
MOST = 10
MIN_SHARE = 0.05
# A word in the title counts as often as here, and one in the headings or the teaser.
TITLE_FACTOR, HEADINGS_FACTOR = 3, 2
# The tenth time that a word occurs says less than the second.
SATURATION = 1.5


def renew_due(seconds: float = 20.0) -> None:
    """Find the likenesses of the articles that are marked and due, for about ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and _renew_next():
        pass


def renew_all() -> None:
    """Find those of all articles."""
    mark(LIKENESS, Document.objects.filter(kind=ARTICLE).values_list("object_id", flat=True))
    while _renew_next():
        pass


@transaction.atomic
def _renew_next() -> bool:
    """Take one mark, in a transaction of its own, so that nobody waits long. Return whether there was one."""
    due = Mark.objects.due().filter(kind__in=(NEW_TEXT, LIKENESS)).select_for_update(skip_locked=True)
    # New texts first: several of them may mark one neighbour.
    taken = due.order_by("-kind", "due_at", "pk").first()
    if taken is None:
        return False
    taken.delete()
    before = dict(Likeness.objects.filter(post=taken.object_id).values_list("other", "share"))
    alike = _alike(taken.object_id)
    if alike != before:
        _store(taken.object_id, alike)
    if taken.kind == NEW_TEXT:
        seen_by = Likeness.objects.filter(other=taken.object_id).values_list("post", flat=True)
        mark(LIKENESS, {*alike, *before, *seen_by} - {taken.object_id})
    return True


def _store(pk: int, alike: Mapping[int, float]) -> None:
    rows = Likeness.objects.filter(post=pk)
    rows.exclude(other__in=list(alike)).delete()
    # A document may be that of an article that is being deleted.
    existing = set(Post.objects.filter(pk__in=[pk, *alike]).values_list("pk", flat=True))
    Likeness.objects.bulk_create(
        [
            Likeness(post_id=pk, other_id=other, share=share)
            for other, share in alike.items()
            if {pk, other} <= existing
        ],
        update_conflicts=True,
        unique_fields=["post", "other"],
        update_fields=["share"],
    )


def _alike(pk: int) -> dict[int, float]:
    """Return the articles that are most like this one, each with its share."""
    own = Document.objects.filter(kind=ARTICLE, object_id=pk).first()
    query = Query(tuple(_terms(own))) if own else Query()
    if not query.terms:
        return {}
    candidates = find_candidates(query, Restriction(ARTICLE))
    found = {one.object_id: _counts(one) for one in candidates if one.object_id != pk}
    # Words that only comments have too tell nothing.
    shared = [term for term in query.terms if any(term.stem in counts for counts in found.values())]
    weight = sum(term.weight for term in shared)
    shares = {
        other: round(sum(term.weight * _saturated(counts[term.stem]) for term in shared) / weight, 3)
        for other, counts in found.items()
    }
    best = sorted((-share, other) for other, share in shares.items() if share >= MIN_SHARE)
    return {other: -share for share, other in best[:MOST]}


def _terms(document: Document) -> Iterator[Term]:
    """Yield the words that count for an article, with their weight."""
    counts = _counts(document)
    words = Word.objects.filter(stem__in=list(counts), documents__gt=1)
    documents = dict(words.values_list("stem").annotate(Max("documents")).order_by())
    total = Document.objects.count()
    weighed = {stem: rarity(number, total) * _saturated(counts[stem]) for stem, number in documents.items()}
    for stem in sorted(weighed, key=lambda stem: (-weighed[stem], stem))[:MOST_WORDS]:
        yield Term(stem, stem, weighed[stem], documents[stem], is_known=True)


def _counts(document: Document | Candidate) -> Counter[str]:
    counts = Counter(document.text.split())
    for stems, factor in ((document.title, TITLE_FACTOR), (document.headings, HEADINGS_FACTOR)):
        for stem in stems.split():
            counts[stem] += factor
    return counts


def _saturated(count: int) -> float:
    return count / (count + SATURATION)
