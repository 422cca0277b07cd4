"""Browser tests in another language: ``WALK_LANGUAGE=de make test ARGS="tests/browser/test_reader_to_client.py"``.

The words by which a test finds something on a page are replaced by those of the language’s catalogue. What rows hold
stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, wraps
from typing import Any
from unittest.mock import patch

from babel.messages.pofile import read_po
from playwright.sync_api import FrameLocator, Locator, LocatorAssertions, Page

from config.environment import BASE_DIR

PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%[sd]")
# Which arguments of which methods are words.
FINDERS = {
    "get_by_role": "name",
    "get_by_label": "text",
    "get_by_text": "text",
    "locator": "has_text",
    "filter": "has_text",
}
EXPECTATIONS = {"to_have_text": "expected", "to_contain_text": "expected"}
# All that is written on a page, and what its elements are called.
TEXTS = """() => {
  const texts = [];
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode())
    if (!nodes.currentNode.parentElement.closest(".material-icons")) texts.push(nodes.currentNode.data.trim());
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
  return texts;
}"""


@contextmanager
def walk_in(language: str) -> Iterator[None]:
    """Let tests look for the words of ``language``."""
    finders = [
        (owner, name, argument)
        for owner in (Page, Locator, FrameLocator)
        for name, argument in {**FINDERS, "select_option": "value"}.items()
        if hasattr(owner, name)
    ]
    with ExitStack() as stack:
        for owner, name, argument in [*finders, *((LocatorAssertions, *pair) for pair in EXPECTATIONS.items())]:
            stack.enter_context(patch.object(owner, name, _translated(getattr(owner, name), argument, language)))
        yield


def untranslated(page: Page, language: str) -> set[str]:
    """Return what the page shows or reads out in English although the catalogue has other words for it."""
    translated = {sentence for sentence, said in _sentences(language) if said != sentence}
    said = {said for _sentence, said in _sentences(language)}
    return {text for text in page.evaluate(TEXTS) if text in translated and text not in said}


def _translated(method: Callable[..., Any], argument: str, language: str) -> Callable[..., Any]:
    @wraps(method)
    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        if argument in named:
            named[argument] = say(named[argument], language)
        elif argument in ("text", "expected", "value") and arguments:
            arguments = (say(arguments[0], language), *arguments[1:])
        return method(self, *arguments, **named)

    return call


@cache
def say(words: Any, language: str) -> Any:
    """Return the words in ``language``: a text, or a pattern if only a part of a sentence was given."""
    sentences = [*_sentences(language)]
    if isinstance(words, re.Pattern):
        found = [_as_pattern(said) for sentence, said in sentences if words.search(sentence)]
        return re.compile(f"^({'|'.join(found)})$") if found else words
    for sentence, said in sentences:
        is_most = 2 * len(PLACE.sub("", sentence)) >= len(words)
        if is_most and (match := re.fullmatch(_as_pattern(sentence, named=True), words)):
            return PLACE.sub(lambda place, match=match: match.groupdict().get(place[1] or place[2], ""), said)
    if " " in words:
        found = [_as_pattern(_paragraph(words, sentence, said)) for sentence, said in sentences if words in sentence]
        return re.compile("|".join(found)) if found else words
    return words


def _paragraph(words: str, sentence: str, said: str) -> str:
    """The paragraph of a mail that has the words, which is an element of its own; all of another text."""
    paragraphs = list(zip(sentence.split("\n\n"), said.split("\n\n"), strict=False))
    return next((own for theirs, own in paragraphs if words in theirs), said)


def _as_pattern(sentence: str, named: bool = False) -> str:
    parts, end, seen = [], 0, set[str | None]([None])
    for place in PLACE.finditer(sentence):
        name = place[1] or place[2]
        parts += [re.escape(sentence[end : place.start()]), f"(?P<{name}>.+)" if named and name not in seen else ".+"]
        seen.add(name)
        end = place.end()
    return "".join([*parts, re.escape(sentence[end:])])


@cache
def _sentences(language: str) -> list[tuple[str, str]]:
    """All sentences and their translations. Those without places come first."""
    folder = BASE_DIR / "locale" / language / "LC_MESSAGES"
    found = [pair for name in ("django", "djangojs") for pair in _pairs((folder / f"{name}.po").read_bytes())]
    return sorted(found, key=lambda pair: bool(PLACE.search(pair[0])))


def _pairs(source: bytes) -> Iterator[tuple[str, str]]:
    for message in read_po(source.splitlines(keepends=True)):  # type: ignore[arg-type]
        if isinstance(message.id, tuple):
            yield from zip(message.id, message.string, strict=True)
        elif message.id:
            yield message.id, str(message.string)
