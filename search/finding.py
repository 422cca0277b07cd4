"""Find what is public. Whatever is typed, the answer is a list of hits, which may be empty."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.safestring import SafeString

from blog.models import Category, Post
from search.databases import Candidate, Choice, Restriction, database
from search.kinds import Hit, Kind, all_kinds, find_kind
from search.query import MAX_NEWEST, Query, Term, read_query
from search.ranking import Ranked, rank
from search.snippets import find_best, find_places, mark_words, snippet

HITS_PER_PAGE = 10
MAX_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with what is shown of it: the title and the paragraph that answers, with the words marked.

    ``question`` is what it answers, if words were found there. ``url`` leads to that paragraph, if its page has an
    anchor for it.
    """

    kind: Kind
    hit: Hit
    title: SafeString
    snippet: SafeString
    question: SafeString | str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. ``meant`` is what was probably meant by words that nothing has, by the words as typed."""

    query: Query
    ranked: list[Ranked]
    page: Page[Ranked]
    found: list[Found]
    meant: Mapping[str, str]

    @property
    def not_found(self) -> list[Term]:
        """The words that are in no document, not even with a slip."""
        if not self.query.terms:
            return []
        return [term for term in self.query.terms if not term.is_known and not term.meant and not self._has(term)]

    def _has(self, term: Term) -> bool:
        return any(
            f" {term.word}" in field
            for one in self.ranked
            for field in (one.candidate.title, one.candidate.headings, one.candidate.question, one.candidate.text)
        )


def find(text: str, kind: str = "", topic: Category | None = None, number: int = 1) -> Results:
    """Return page ``number`` of the hits, or the last one."""
    query = read_query(text)
    ranked = _ranked(query, Restriction(kind, Post.objects.in_category(topic) if topic else None))
    page = Paginator(ranked, HITS_PER_PAGE).get_page(number)
    found = _load(query, list(page))
    return Results(query, ranked, page, found, _meant(query, found))


def _ranked(query: Query, restriction: Restriction) -> list[Ranked]:
    return rank(query, find_candidates(query, restriction), timezone.now()) if query.terms else []


def find_candidates(query: Query, restriction: Restriction) -> list[Candidate]:
    """Return the documents that may be hits. If many may be, take the newest of those with the words in their head, of
    those with all words, and of those with the rarest one."""
    full_text = database()
    if not query.is_broad:
        return full_text.candidates(query.phrase_needs, query.needs, restriction, MAX_CANDIDATES)
    # Ids are given in order: a share of them is one of the documents, and to count these would read all of them.
    oldest, newest = full_text.ids()
    among = (newest - oldest) * MAX_NEWEST // query.fewest
    every, rarest = query.all_needs, query.phrase_needs or query.needs
    choices = [Choice(rarest, in_head=True), Choice(every, newest - among, among)]
    if every != rarest:
        choices.append(Choice(rarest, newest - among, among))
    return full_text.newest(choices, restriction, MAX_CANDIDATES)


def _load(query: Query, page: list[Ranked]) -> list[Found]:
    """Load the rows. Each is asked again whether it is public."""
    hits: dict[tuple[str, int], Hit] = {}
    for kind in all_kinds():
        pks = [one.candidate.object_id for one in page if one.candidate.kind == kind.name]
        if pks:
            hits |= {(kind.name, pk): hit for pk, hit in kind.hits(pks).items()}
    found = []
    for one in page:
        kind_of_hit, hit = find_kind(one.candidate.kind), hits.get((one.candidate.kind, one.candidate.object_id))
        if kind_of_hit and hit:
            found.append(_show(query, kind_of_hit, hit))
    return found


def _show(query: Query, kind: Kind, hit: Hit) -> Found:
    question = snippet(query, hit.question)
    asked = question if "<mark>" in question else ""
    number, shown = find_best(query, hit.paragraphs)
    anchor = hit.anchors[number] if hit.anchors and number is not None else ""
    url = f"{hit.url}#{anchor}" if anchor else hit.url
    return Found(kind, hit, mark_words(query, hit.title), shown, asked, url)


def _meant(query: Query, found: list[Found]) -> dict[str, str]:
    """Return for each corrected word how the first hit that has it spells it. So no other text is ever shown."""
    corrected = sum(term.meant is not None for term in query.terms)
    meant: dict[str, str] = {}
    texts = (text for one in found for text in (one.hit.title, *one.hit.question, *one.hit.paragraphs))
    for text in texts:
        if len(meant) == corrected:
            break
        for place in find_places(query, text):
            if place.term.meant:
                meant.setdefault(place.term.word, text[place.start : place.end])
    return meant
