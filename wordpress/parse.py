"""Parse a WordPress export file (WXR 1.0 to 1.2) into plain records. This module does not know our models.

The format is RSS 2.0 with the namespaces that WordPress's own exporter writes
(https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

# A date outside these years is a mistake in the file.
EARLIEST_YEAR, LATEST_YEAR = 1900, 9998

NAMESPACES = (
    (re.compile(r"\{https?://wordpress\.org/export/1\.\d/\}"), "wp:"),
    (re.compile(r"\{https?://wordpress\.org/export/1\.\d/excerpt/\}"), "excerpt:"),
    (re.compile(r"\{https?://purl\.org/rss/1\.0/modules/content/\}"), "content:"),
    (re.compile(r"\{https?://purl\.org/dc/elements/1\.1/\}"), "dc:"),
)


class UnreadableExportError(Exception):
    """The file is no WordPress export, or is broken. The message is a sentence for the person who runs the import."""


@dataclass(frozen=True, slots=True)
class Site:
    title: str
    tagline: str
    url: str


@dataclass(frozen=True, slots=True)
class Author:
    id: str
    login: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag; ``parent`` is the slug of the category above, or empty."""

    slug: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    parent: int
    user_id: str
    kind: str
    approved: str
    author: str
    email: str
    url: str
    ip_address: str
    text: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the type ``kind``, such as ``post`` or ``page``. Dates are aware and in UTC; ``None`` means that the
    file has no valid date."""

    id: int
    kind: str
    status: str
    title: str
    slug: str
    creator: str
    content: str
    excerpt: str
    has_password: bool
    are_comments_open: bool
    published_at: datetime | None
    modified_at: datetime | None
    guid: str = ""
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(slots=True)
class Overview:
    """The site, and all authors (by login), categories and tags (by slug) that the file lists or uses."""

    site: Site
    authors: dict[str, Author] = field(default_factory=dict)
    categories: dict[str, Term] = field(default_factory=dict)
    tags: dict[str, Term] = field(default_factory=dict)
    items: int = 0
    highest_comment_id: int = 0

    def add_item(self, item: Item) -> None:
        self.items += 1
        self.highest_comment_id = max([self.highest_comment_id, *(comment.id for comment in item.comments)])
        if item.kind == "post":
            self.authors.setdefault(item.creator, Author("", item.creator, "", item.creator))
            for terms, known_terms in ((item.categories, self.categories), (item.tags, self.tags)):
                for term in terms:
                    known_terms.setdefault(term.slug, term)


def read_overview(file: IO[bytes]) -> Overview:
    """Read the file to its end. Raises ``UnreadableExportError`` if it can't be read or is no export."""
    overview = Overview(Site("", "", ""))
    texts: dict[str, str] = {}
    for tag, element in _elements(file, "channel"):
        match tag:
            case "item":
                overview.add_item(_item(element))
            case "wp:author":
                author = _author(element)
                overview.authors[author.login] = author
            case "wp:category":
                term = _term(element, "wp:category_nicename", "wp:cat_name", "wp:category_parent")
                overview.categories[term.slug] = term
            case "wp:tag":
                term = _term(element, "wp:tag_slug", "wp:tag_name")
                overview.tags[term.slug] = term
            case _:
                texts.setdefault(tag, (element.text or "").strip())
    if "wp:wxr_version" not in texts:
        raise UnreadableExportError(
            _("This is no WordPress export: it has no WXR version. In WordPress, choose Tools → Export → All content.")
        )
    url = texts.get("wp:base_blog_url") or texts.get("wp:base_site_url") or texts.get("link", "")
    overview.site = Site(texts.get("title", ""), texts.get("description", ""), url.rstrip("/"))
    return overview


def read_items(file: IO[bytes]) -> Iterator[Item]:
    """Yield the items in the file's order. One item is in memory at a time."""
    for tag, element in _elements(file, "channel"):
        if tag == "item":
            yield _item(element)


def _elements(file: IO[bytes], parent: str) -> Iterator[tuple[str, Element]]:
    """Yield the direct children of ``parent``, and free the memory of each afterwards.

    Raises ``UnreadableExportError`` for malformed XML, with the line, and for a document type or entities, which can
    be used in attacks.
    """
    file.seek(0)
    path: list[Element] = []
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                continue
            path.pop()
            if path and path[-1].tag == parent:
                yield _name(element), element
                path[-1].clear()
    except ParseError as error:
        line, column = error.position
        raise UnreadableExportError(
            _(
                "The file is not well-formed XML: line %(line)d, column %(column)d (%(reason)s). A common cause is an &"
                " that should be &amp;, or an incomplete download. Export it again, or correct that line."
            )
            % {"line": line, "column": column, "reason": str(error).split(":")[0]}
        ) from error
    except DefusedXmlException as error:
        raise UnreadableExportError(
            _("The file declares a document type or entities, which WordPress's exports never do. It was not read.")
        ) from error


def _name(element: Element) -> str:
    for pattern, prefix in NAMESPACES:
        name, count = pattern.subn(prefix, element.tag, count=1)
        if count:
            return name
    return element.tag


def _texts(element: Element) -> dict[str, str]:
    return {_name(child): child.text or "" for child in element}


def _author(element: Element) -> Author:
    texts = _texts(element)
    login = texts.get("wp:author_login", "").strip()
    name = texts.get("wp:author_display_name", "").strip() or login
    return Author(texts.get("wp:author_id", ""), login, texts.get("wp:author_email", "").strip().lower(), name)


def _term(element: Element, slug: str, name: str, parent: str = "") -> Term:
    texts = _texts(element)
    return Term(unquote(texts.get(slug, "")), texts.get(name, ""), unquote(texts.get(parent, "") if parent else ""))


def _item(element: Element) -> Item:
    texts = _texts(element)
    terms: dict[str, list[Term]] = {"category": [], "post_tag": []}
    for child in element.iter("category"):
        if child.get("domain") in terms:
            terms[child.get("domain", "")].append(Term(unquote(child.get("nicename", "")), child.text or ""))
    return Item(
        id=_number(texts.get("wp:post_id", "")),
        kind=texts.get("wp:post_type", "post"),
        status=texts.get("wp:status", ""),
        title=texts.get("title", "").strip(),
        slug=unquote(texts.get("wp:post_name", "").strip()),
        creator=texts.get("dc:creator", "").strip(),
        content=texts.get("content:encoded", ""),
        excerpt=texts.get("excerpt:encoded", ""),
        has_password=bool(texts.get("wp:post_password", "").strip()),
        are_comments_open=texts.get("wp:comment_status", "") == "open",
        published_at=_date(texts, "wp:post_date"),
        modified_at=_date(texts, "wp:post_modified"),
        guid=texts.get("guid", ""),
        categories=tuple(terms["category"]),
        tags=tuple(terms["post_tag"]),
        comments=tuple(_comment(child) for child in element if _name(child) == "wp:comment"),
    )


def _comment(element: Element) -> Comment:
    texts = _texts(element)
    return Comment(
        id=_number(texts.get("wp:comment_id", "")),
        parent=_number(texts.get("wp:comment_parent", "")),
        user_id=texts.get("wp:comment_user_id", "").strip(),
        kind=texts.get("wp:comment_type", "").strip() or "comment",
        approved=texts.get("wp:comment_approved", "").strip(),
        author=texts.get("wp:comment_author", "").strip(),
        email=texts.get("wp:comment_author_email", "").strip().lower(),
        url=texts.get("wp:comment_author_url", "").strip(),
        ip_address=texts.get("wp:comment_author_IP", "").strip(),
        text=texts.get("wp:comment_content", ""),
        written_at=_date(texts, "wp:comment_date"),
    )


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _date(texts: dict[str, str], name: str) -> datetime | None:
    """Return the GMT date, or else the local date taken as UTC. A missing date is written as zeroes or as year 1."""
    for key in (f"{name}_gmt", name):
        with suppress(ValueError):
            date = datetime.strptime(texts.get(key, "").strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
            if EARLIEST_YEAR <= date.year <= LATEST_YEAR:
                return date
    return None
