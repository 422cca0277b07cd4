"""WordPress's export file (WXR 1.0 to 1.2) as plain records. Knows nothing of our models.

The format is RSS 2.0 with the namespaces that WordPress's own exporter writes
(https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

NAMESPACES = (
    (re.compile(r"\{https?://wordpress\.org/export/1\.\d/\}"), "wp:"),
    (re.compile(r"\{https?://wordpress\.org/export/1\.\d/excerpt/\}"), "excerpt:"),
    (re.compile(r"\{https?://purl\.org/rss/1\.0/modules/content/\}"), "content:"),
    (re.compile(r"\{https?://purl\.org/dc/elements/1\.1/\}"), "dc:"),
)


class UnreadableExportError(Exception):
    """The file is no WordPress export, or a broken one. The message is a sentence for whoever runs the import."""


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
    address: str
    text: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """A post, a page or whatever else ``kind`` says. Dates are aware and in UTC, or ``None`` when the file has none."""

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
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(slots=True)
class Overview:
    """What the file is about: its site, and each author (by login) and term (by slug) that it lists or uses."""

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
            for terms, known in ((item.categories, self.categories), (item.tags, self.tags)):
                for term in terms:
                    known.setdefault(term.slug, term)


def read_overview(file: IO[bytes]) -> Overview:
    """Read the file to its end. Raises ``UnreadableExportError`` if that can't be done."""
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
            _("This is no WordPress export (it has no WXR version). In WordPress, choose Tools → Export → All content.")
        )
    url = texts.get("wp:base_blog_url") or texts.get("wp:base_site_url") or texts.get("link", "")
    overview.site = Site(texts.get("title", ""), texts.get("description", ""), url.rstrip("/"))
    return overview


def read_items(file: IO[bytes]) -> Iterator[Item]:
    """The items in the file's order, one in memory at a time."""
    for tag, element in _elements(file, "channel"):
        if tag == "item":
            yield _item(element)


def _elements(file: IO[bytes], parent: str) -> Iterator[tuple[str, Element]]:
    """The direct children of ``parent``, each dropped from memory after it was looked at.

    Raises ``UnreadableExportError`` for what is no XML, with the line, and for entities and other tricks.
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
                "The file is no well-formed XML: line %(line)d, column %(column)d (%(reason)s). Often a bare & is at"
                " fault, which must read &amp;, or the file was cut off on its way. Export it again or mend that line."
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
        address=texts.get("wp:comment_author_IP", "").strip(),
        text=texts.get("wp:comment_content", ""),
        written_at=_date(texts, "wp:comment_date"),
    )


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _date(texts: dict[str, str], name: str) -> datetime | None:
    """The GMT date, else the local one taken as UTC; WordPress writes zeroes where there is none."""
    for key in (f"{name}_gmt", name):
        try:
            return datetime.strptime(texts.get(key, "").strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
