"""A transcript as a text: paragraphs, each with the moment at which it is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from core.words import WORD
from podcast.durations import write_duration
from podcast.transcripts import Cue, cues

# In characters: a paragraph ends with the first sentence that ends beyond this, or at last with any cue.
ENOUGH = 240
MOST = 700
# In characters, about half an hour: a longer one has a page of its own, so that the article’s stays light.
MOST_BESIDE = 30_000
# In seconds: after a longer silence, a new paragraph begins.
SILENCE = 4.0
SENTENCE_ENDS = (".", "!", "?", "…", "。", "”", "»", '"')


@dataclass(frozen=True, slots=True)
class Spoken:
    """``start`` is in seconds, or ``None`` in a transcript without times. ``speaker`` is named where it changes."""

    text: str
    start: int | None = None
    speaker: str = ""

    @property
    def clock(self) -> str:
        return "" if self.start is None else write_duration(self.start)

    @property
    def anchor(self) -> str:
        """The id of the paragraph on the page of its article."""
        return "" if self.start is None else f"t-{self.start}"


def paragraphs(transcript: str) -> list[Spoken]:
    """Return the paragraphs of a transcript, whatever it is written in."""
    found = cues(transcript)
    if found:
        return list(_with_own_anchors(_join(found)))
    return [Spoken(text) for text in map(str.strip, transcript.splitlines()) if WORD.search(text)]


def beside_article(found: list[Spoken]) -> list[Spoken]:
    """Return the paragraphs of a transcript that the page of its article has: all of them, unless it is long."""
    lengths = accumulate(len(part.text) for part in found)
    return [part for part, length in zip(found, lengths, strict=True) if length <= MOST_BESIDE]


def _join(found: list[Cue]) -> Iterator[Spoken]:
    texts: list[str] = []
    first = before = found[0]
    named = ""
    for cue in found:
        if texts and _ends(" ".join(texts), before, cue):
            yield Spoken(" ".join(texts), int(first.start), first.speaker if first.speaker != named else "")
            texts, named, first = [], first.speaker or named, cue
        texts.append(cue.text)
        before = cue
    yield Spoken(" ".join(texts), int(first.start), first.speaker if first.speaker != named else "")


def _ends(text: str, before: Cue, cue: Cue) -> bool:
    is_full = len(text) >= MOST or (len(text) >= ENOUGH and text.endswith(SENTENCE_ENDS))
    return is_full or cue.speaker != before.speaker or cue.start - before.end > SILENCE


def _with_own_anchors(found: Iterator[Spoken]) -> Iterator[Spoken]:
    """Two paragraphs of one second are one."""
    held: Spoken | None = None
    for one in found:
        if held and held.start == one.start:
            held = Spoken(f"{held.text} {one.text}", held.start, held.speaker)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held
