"""Blocks in a text: pictures, videos, notes, offers and whatever else is more than text, each of one kind.

In the HTML of a text a block is ``<figure data-block="KIND" data-key="KEY">CONTENT</figure>``: the key says what it
shows, the content is what was written in it. Everything else about a kind is one subclass of ``Block`` and its
template ``blocks/KIND.html``. Any app may register kinds in its ``apps.py``. A block whose kind or key is not known
shows nothing.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from core.html import Segment

# By kind and key: what a block shows.
Shown = Mapping[tuple[str, str], Any]


class Content(StrEnum):
    """What can be written in a block."""

    NONE = "none"
    CAPTION = "caption"
    TEXT = "text"


class BlockForm(forms.Form):
    """Asks what a block shows. ``key`` is that of the block that is changed, or empty for a new one."""

    def __init__(self, data: Any = None, *, key: str = "") -> None:
        super().__init__(data, initial=self.values_of(key) if key else None, auto_id="block-%s")

    def values_of(self, key: str) -> dict[str, Any]:
        """Return the values of the fields for a block with this key, which may be of any form."""
        return {}

    def save(self) -> str:
        """Return the key of what was chosen. The form is valid."""
        raise NotImplementedError


class Block:
    """A kind of block. What the methods get as ``shown`` is what ``load`` returned for the key."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    # A name of the Material icons.
    icon: ClassVar[str]
    content: ClassVar[Content] = Content.NONE
    form_class: ClassVar[type[BlockForm]]
    # With this key, a new block needs no form.
    default_key: ClassVar[str] = ""
    # Whether its styles are in css/blocks.css. Otherwise they are in css/public.css.
    has_own_styles: ClassVar[bool] = True
    # The script that its pages need.
    script: ClassVar[str] = ""

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what each of the keys shows, in as many queries for many keys as for one. A key that shows nothing is
        left out. ``page`` is the context of the template; it is empty where there is none."""
        raise NotImplementedError

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        """Return what the template gets."""
        raise NotImplementedError

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        """Return HTML for feeds and mails: without script and style sheet, with whole URLs."""
        raise NotImplementedError

    def search_text(self, shown: Any) -> str:
        """Return the words that it is found by, besides its content."""
        return ""

    def pictures(self, key: str) -> list[int]:
        """Return the primary keys of the pictures that it shows."""
        return []

    def frames(self, key: str) -> set[str]:
        """Return the origins of the frames that it opens."""
        return set()

    def key_for_address(self, address: str) -> str:
        """Return the key with which it shows what is at ``address``, or an empty text. Imports and pasted addresses
        ask for this."""
        return ""

    def prepare(self, key: str, person: Any) -> None:
        """Have tasks fetch what it shows from other sites. It is called when ``person`` chooses the key."""

    def awaits(self, key: str) -> str:
        """Return a sentence on what is still on its way from another site, or an empty text."""
        return ""


_kinds: dict[str, Block] = {}


def register(block: Block) -> None:
    _kinds[block.kind] = block


def all_kinds() -> list[Block]:
    """Return all kinds, in the order in which they were registered."""
    return list(_kinds.values())


def find(kind: str) -> Block | None:
    return _kinds.get(kind)


def content_of(kind: str) -> Content:
    """Return what can be written in a block. Of an unknown kind, nothing that was written is dropped."""
    block = find(kind)
    return block.content if block else Content.TEXT


def load(segments: Iterable["Segment"], page: Mapping[Any, Any] | None = None) -> Shown:
    """Return what the blocks of one or many texts show, with one call for each kind."""
    keys: dict[str, set[str]] = {}
    for segment in segments:
        if segment.block in _kinds:
            keys.setdefault(segment.block, set()).add(segment.key)
    return {
        (kind, key): shown
        for kind, wanted in keys.items()
        for key, shown in _kinds[kind].load(frozenset(wanted), page or {}).items()
    }


def is_shown(segment: "Segment", shown: Shown) -> bool:
    """Tell whether readers see the block. One that is for text and has none is left out too."""
    is_empty = content_of(segment.block) == Content.TEXT and not segment.content
    return (segment.block, segment.key) in shown and not is_empty


def pictures_in(kind: str, key: str) -> list[int]:
    block = find(kind)
    return block.pictures(key) if block else []


def allow_frames(response: HttpResponse, segments: Iterable["Segment"]) -> HttpResponse:
    """Let the page open the frames of the blocks in its text, and no others."""
    found = ((find(segment.block), segment.key) for segment in segments if segment.block)
    if origins := {origin for block, key in found if block for origin in block.frames(key)}:
        response._csp_config = {**settings.SECURE_CSP, "frame-src": sorted(origins)}  # type: ignore[attr-defined]
    return response
