"""Count what an export holds, apart from ``wordpress.parse``, so that the report is not checked by itself."""

from collections import Counter
from contextlib import suppress
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

# Depths of elements: rss 1, channel 2, item 3, what is in it 4, what is in a comment 5.
ITEM, PART = 3, 4


class CountingFile:
    """Reads like ``file``, and counts items and comments by kind while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.counts: Counter[str] = Counter()
        self._file = file
        self._last = b""
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._kinds: dict[str, str] = {}
        self._parser: XMLParserType = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self, size: int = -1) -> bytes:
        # One piece late: the other parser has then refused what is dangerous, and tells what is wrong with a file.
        with suppress(ExpatError):
            self._parser.Parse(self._last)
        self._last = self._file.read(size)
        return self._last

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        self._path.append(name.rpartition(":")[2])
        if self._path[-1] in ("post_type", "comment_type"):
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        ended, depth = self._path.pop(), len(self._path) + 1
        if self._text is not None and ended in ("post_type", "comment_type"):
            self._kinds.setdefault(ended, "".join(self._text).strip())
            self._text = None
        elif ended == "comment" and depth == PART:
            self.counts[self._kinds.pop("comment_type", "") or "comment"] += 1
        elif ended == "item" and depth == ITEM:
            self.counts[self._kinds.pop("post_type", "") or "post"] += 1
