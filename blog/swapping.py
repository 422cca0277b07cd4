"""What a replacement does to one text, and by what its places are known when it is undone.

Only the value of ``href`` is touched and, where a link shows its old address as its words, these words.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from blog.links import Link, Span, href_piece, links_of, outside_address, put, text_around, words_piece
from core.addresses import own_hosts

# So many characters before and after a link are its place: where they differ, the text was changed there.
NEARBY = 20

# How much of the text is shown around a link.
IN_SIGHT = 90

# The ``href`` as it was written, and what was between the tags if that is touched too.
Piece = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A link to the address that a turn has put in: by what it is known again, and what to put ``back``.

    ``back`` is ``None`` for a link that had this address before, and is none of ours.
    """

    known_by: str
    back: Piece | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as it is shown to somebody who decides: its words, what becomes of them, and the text around."""

    before: str
    words: str
    new_words: str
    after: str


def replace(html: str, old: str, new: str, words: str = "") -> tuple[str, list[Place]]:
    """The text with every link to the outside address ``old`` leading to ``new``, and the places of ``new``.

    ``words`` go where a link shows nothing but ``old``; these stay if there are none.
    """
    pieces = {number: _piece(html, link, new, words) for number, link in _to(html, old)}
    return _swap(html, pieces, new)


def turn(html: str, places: list[Place], now: str, then: str) -> tuple[str, list[Place], int]:
    """The text with what was put in for ``then`` taken out again, its places, and how many were left as they are.

    ``places`` are those of ``now`` that the turn before has given. What can't be told for sure is left: a place whose
    words, or the text nearby, are no longer the same.
    """
    standing: dict[str, list[int]] = {}
    for number, link in _to(html, now):
        standing.setdefault(_known_by(html, link), []).append(number)
    as_many = Counter(place.known_by for place in places)
    pieces, left = {}, 0
    for place in places:
        numbers = standing.get(place.known_by, [])
        is_sure = len(numbers) == as_many[place.known_by]
        known = numbers.pop(0) if is_sure else None
        as_many[place.known_by] -= is_sure
        if place.back and known is not None:
            pieces[known] = place.back
        left += place.back is not None and known is None
    return *_swap(html, pieces, then), left


def preview(html: str, address: str, words: str) -> list[Shown]:
    """Each place that ``replace`` would touch."""
    found = []
    for _number, link in _to(html, address):
        before, now, after = text_around(html, link, IN_SIGHT)
        if len(before) == IN_SIGHT:
            before = f"… {before.partition(' ')[2]}"
        if len(after) == IN_SIGHT:
            after = f"{after.rpartition(' ')[0]} …"
        found.append(Shown(before, now, words if words and link.shown else now, after))
    return found


def _to(html: str, address: str) -> Iterator[tuple[int, Link]]:
    """The links to the address, numbered as they stand among all of the text."""
    own = own_hosts()
    wanted = outside_address(address, own) or address
    for number, link in enumerate(links_of(html)):
        if (outside_address(link.target, own) or link.target) == wanted:
            yield number, link


def _known_by(html: str, link: Link) -> str:
    return "\n".join(text_around(html, link, NEARBY))


def _piece(html: str, link: Link, address: str, words: str) -> Piece:
    href = href_piece(link.href.of(html), address)
    if not words or link.shown is None:
        return href, None
    start = link.words.start
    inside = Span(link.shown.start - start, link.shown.end - start)
    return href, put(link.words.of(html), [(inside, words_piece(words))])


def _swap(html: str, pieces: dict[int, Piece], address: str) -> tuple[str, list[Place]]:
    """Put each piece at the link of its number; the places are those of ``address`` afterwards."""
    spans: list[tuple[Span, str]] = []
    back: dict[int, Piece] = {}
    links = links_of(html)
    for number, (href, words) in pieces.items():
        link = links[number]
        spans.append((link.href, href))
        back[number] = (link.href.of(html), None)
        if words is not None:
            spans.append((link.words, words))
            back[number] = (link.href.of(html), link.words.of(html))
    html = put(html, spans)
    return html, [Place(_known_by(html, link), back.get(number)) for number, link in _to(html, address)]
