"""What is worth a look before a text goes out. Only an empty title or text stops it, see ``content.find_errors``.

Other apps register what they know of here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.blocks import gallery, picture
from blog.desk.content import Content
from blog.html_links import external_url, find_links, internal_path
from blog.menu import dead_targets
from blog.models import Entry, ExternalLink
from core.blocks import pictures_in
from core.html import Segment, clean_article, has_content, html_to_text, segments
from core.web.site_urls import own_hosts
from media.models import Picture

# As journalists mark what is still "to come".
TO_COME = re.compile(r"\bTK\b")
HEADING = re.compile(r"<h([2-4])>")
# Where the desk could not copy a picture of a pasted text.
SLOT = re.compile(r'<figure data-block="slot"')
IMAGE = re.compile(r"<img(?: [^>]*)?>")
NO_DESCRIPTION = re.compile(r'<img(?![^>]*\salt="[^"]*\S[^"]*")[^>]*>')


@dataclass(frozen=True, slots=True)
class Draft:
    """What is checked: ``html`` is the cleaned text of ``content``."""

    entry: Entry
    content: Content
    html: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list. ``target`` is the field to show; ``find`` is where in its text: a selector with the index
    of the element, or a ``text``."""

    id: str
    sentence: str
    is_done: bool
    target: str
    find: dict[str, Any] | None = None


Check = Callable[[Draft], Item | None]

_registered: list[Check] = []


def register_check(check: Check) -> None:
    """Register a function that returns a line of the list, or ``None`` if there is nothing to check."""
    _registered.append(check)


def check(entry: Entry, content: Content) -> list[Item]:
    draft = Draft(entry, content, clean_article(content["body"]))
    return [item for one in (*CHECKS, *_registered) if (item := one(draft))]


def _check_text(draft: Draft) -> Item:
    has_title = bool(draft.content["title"].strip())
    target = "body" if has_title else "title"
    return Item("text", _("It has a title and a text."), has_title and has_content(draft.html), target)


def _check_cover(draft: Draft) -> Item:
    return Item("cover", _("It has a cover."), draft.content["cover"] is not None, "cover")


def _check_descriptions(draft: Draft) -> Item | None:
    images = [match[0] for match in IMAGE.finditer(draft.html)]
    shown = [_pictures_of(segment) for segment in segments(draft.html) if segment.block and segment.block != "slot"]
    cover = draft.content["cover"]
    if not (cover or images or any(shown)):
        return None
    sentence = _("Pictures are described for those who don’t see them.")
    pictures = Picture.objects.filter(pk__in={cover or 0}.union(*shown))
    undescribed = set(pictures.without_description().values_list("pk", flat=True))
    if cover in undescribed:
        return Item("descriptions", sentence, False, "cover")
    blocks = [place for place, pks in enumerate(shown) if undescribed & pks]
    if blocks:
        return Item("descriptions", sentence, False, "body", {"selector": ".block-card", "index": blocks[0]})
    missing = next((place for place, image in enumerate(images) if NO_DESCRIPTION.fullmatch(image)), None)
    find = None if missing is None else {"selector": "img", "index": missing}
    return Item("descriptions", sentence, missing is None, "body", find)


def _pictures_of(segment: Segment) -> set[int]:
    """Return the pictures that the block shows as such. The still of a video is described by the video's caption."""
    is_shown = segment.block in (picture.Picture.kind, gallery.Gallery.kind)
    return set(pictures_in(segment.block, segment.key)) if is_shown else set()


def _check_slots(draft: Draft) -> Item | None:
    number = len(SLOT.findall(draft.content["body"]))
    if not number:
        return None
    sentence = ngettext("%(number)d picture was not copied.", "%(number)d pictures were not copied.", number)
    find = {"selector": '[data-block="slot"]', "index": 0}
    return Item("slots", sentence % {"number": number}, False, "body", find)


def _check_teaser(draft: Draft) -> Item | None:
    if "teaser" not in draft.content:
        return None
    return Item("teaser", _("It has a teaser."), bool(draft.content["teaser"].strip()), "teaser")


def _check_category(draft: Draft) -> Item | None:
    if "categories" not in draft.content:
        return None
    return Item("category", _("It has a topic."), bool(draft.content["categories"]), "categories")


def _check_links(draft: Draft) -> Item | None:
    links = find_links(draft.html)
    if not links:
        return None
    dead = find_dead(link.target for link in links)
    first = next((place for place, link in enumerate(links) if link.target in dead), None)
    number = sum(link.target in dead for link in links)
    sentence = (
        ngettext("%(number)d link leads nowhere.", "%(number)d links lead nowhere.", number) % {"number": number}
        if number
        else _("No link is known to be dead.")
    )
    find = None if first is None else {"selector": "a[href]", "index": first}
    return Item("links", sentence, not number, "body", find)


def find_dead(targets: Iterator[str]) -> set[str]:
    """Return the targets that lead nowhere, as far as is known: no server is asked."""
    own, listed = own_hosts(), list(targets)
    urls = {target: url for target in listed if (url := external_url(target, own))}
    gone = ExternalLink.objects.filter(url__in=set(urls.values()), state=ExternalLink.State.DEAD)
    known = set(gone.values_list("url", flat=True))
    inside = [target for target in listed if internal_path(target, own)]
    return {target for target, url in urls.items() if url in known} | dead_targets(inside)


def _check_to_come(draft: Draft) -> Item:
    text = html_to_text(draft.html)
    fields = [name for name in ("title", "teaser") if TO_COME.search(draft.content.get(name, ""))]
    is_done = not fields and not TO_COME.search(text)
    find = {"text": "TK"} if not fields and not is_done else None
    return Item("to-come", _("Nothing is marked “TK”, still to come."), is_done, fields[0] if fields else "body", find)


def _check_headings(draft: Draft) -> Item | None:
    levels = [int(level) for level in HEADING.findall(draft.html)]
    if not levels:
        return None
    before = [1, *levels]
    jump = next((place for place, level in enumerate(levels) if level > before[place] + 1), None)
    find = None if jump is None else {"selector": "h2, h3, h4", "index": jump}
    return Item("headings", _("Headings follow each other without a gap."), jump is None, "body", find)


CHECKS: list[Check] = [
    *[_check_text, _check_cover, _check_descriptions, _check_slots, _check_teaser],
    *[_check_category, _check_links, _check_to_come, _check_headings],
]
