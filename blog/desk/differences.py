"""What changed between two versions: words struck and added, pictures, settings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import unescape

from core.html import TAG, clean_article, html_to_text

# Of one run of changed paragraphs. Longer ones are shown as struck and added at once, because comparing them word by
# word takes long.
MAX_WORDS = 2_000
# Paragraphs that did not change are shown as far as this from one that did.
SHOWN_AROUND = 1

_BREAK = re.compile(
    r"(<(?:p|h[2-4]|li|blockquote|pre|figcaption|td|th|dd|dt|figure[^>]*)>"
    r"|</(?:p|h[2-4]|li|blockquote|pre|figure|figcaption|td|th|tr|ul|ol|table)>|<br>|<hr>)"
)
_FIGURE = re.compile(r'<figure data-block="([^"]*)" data-key="([^"]*)">')
_IMAGE = re.compile(r'<img(?=[^>]*? src="([^"]*)")(?:[^>]*? alt="([^"]*)")?[^>]*>')
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """Some words, which are ``kept``, ``added`` or ``struck``."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or item. ``is_restyled`` tells that only its formatting changed; ``is_gap`` stands for
    some that did not change and are left out."""

    tag: str = "p"
    parts: list[Part] = field(default_factory=list)
    is_restyled: bool = False
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class _Chunk:
    tag: str
    html: str

    @property
    def text(self) -> str:
        return self.html if self.tag == "figure" else " ".join(_readable(self.html).split())


def compare_html(before: str, after: str) -> list[Paragraph]:
    """Return the text of ``after`` with what was struck from ``before``. Both are HTML as it was written."""
    old, new = list(_chunks(clean_article(before))), list(_chunks(clean_article(after)))
    texts = [one.text for one in old], [one.text for one in new]
    found: list[Paragraph] = []
    for name, i, i_end, j, j_end in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if name == "equal":
            found += [_kept(*pair) for pair in zip(old[i:i_end], new[j:j_end], strict=True)]
        else:
            found += _compare_runs(old[i:i_end], new[j:j_end])
    return list(_with_gaps(found))


def compare_text(before: str, after: str) -> list[Part]:
    """Return the words of ``after`` with those that were struck from ``before``."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        return [part for part in (Part("struck", before), Part("added", after)) if part.text]
    parts: list[Part] = []
    for name, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            parts.append(Part("kept", "".join(new[j:j_end])))
            continue
        parts += [Part("struck", "".join(old[i:i_end]))] if i < i_end else []
        parts += [Part("added", "".join(new[j:j_end]))] if j < j_end else []
    return parts


def is_changed(parts: Sequence[Part]) -> bool:
    return any(part.state != "kept" for part in parts)


def _chunks(html: str) -> Iterator[_Chunk]:
    tag = "p"
    for piece in _BREAK.split(html):
        if figure := _FIGURE.match(piece):
            yield _Chunk("figure", f"[{figure[1]}: {figure[2]}]")
        elif _BREAK.fullmatch(piece):
            tag = piece.strip("</>").split()[0] if not piece.startswith("</") else "p"
        elif html_to_text(_readable(piece)):
            yield _Chunk(tag if tag in ("h2", "h3", "h4", "li", "blockquote", "pre") else "p", piece)


def _readable(html: str) -> str:
    """Return the text with its pictures, and where its links lead."""
    with_links = _LINK.sub(lambda link: f"{link[2]} [{link[1]}]", html)
    with_pictures = _IMAGE.sub(lambda image: f" [{image[2] or image[1].rpartition('/')[2]}] ", with_links)
    return unescape(TAG.sub("", with_pictures))


def _kept(old: _Chunk, new: _Chunk) -> Paragraph:
    return Paragraph(new.tag, [Part("kept", new.text)], is_restyled=(old.tag, old.html) != (new.tag, new.html))


def _compare_runs(old: list[_Chunk], new: list[_Chunk]) -> Iterator[Paragraph]:
    """Compare a run of paragraphs with the one that took its place, pair by pair."""
    pairs = min(len(old), len(new))
    for one, other in zip(old[:pairs], new[:pairs], strict=True):
        yield Paragraph(other.tag, compare_text(one.text, other.text))
    yield from (Paragraph(one.tag, [Part("struck", one.text)]) for one in old[pairs:])
    yield from (Paragraph(one.tag, [Part("added", one.text)]) for one in new[pairs:])


def _with_gaps(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """Leave out what did not change, except next to what did."""
    changed = [place for place, one in enumerate(paragraphs) if one.is_restyled or is_changed(one.parts)]
    shown = {near for place in changed for near in range(place - SHOWN_AROUND, place + SHOWN_AROUND + 1)}
    was_shown = True
    for place, paragraph in enumerate(paragraphs):
        if place in shown:
            yield paragraph
        elif was_shown:
            yield Paragraph(is_gap=True)
        was_shown = place in shown
