"""Make records of the elements of a WordPress export (WXR 1.0 to 1.2).

The format is RSS 2.0 with the namespaces that WordPress's own exporter writes
(https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php).
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.html import strip_tags

from wordpress.records import Author, Comment, Item, Term

# A date outside these years is a mistake in the file.
EARLIEST_YEAR, LATEST_YEAR = 1900, 9998
# No id of WordPress is longer (``bigint unsigned``).
MAX_DIGITS = 18

NAMESPACES = (
    (re.compile(r"\{https?://wordpress\.org/export/1\.\d/\}"), "wp:"),
    (re.compile(r"\{https?://wordpress\.org/export/1\.\d/excerpt/\}"), "excerpt:"),
    (re.compile(r"\{https?://purl\.org/rss/1\.0/modules/content/\}"), "content:"),
    (re.compile(r"\{https?://purl\.org/dc/elements/1\.1/\}"), "dc:"),
)
# White space is part of these.
TEXTS = {"content:encoded", "excerpt:encoded", "wp:comment_content", "guid"}


def name_of(element: Element) -> str:
    """Return the name with the prefix that WordPress uses, whatever the file uses."""
    for pattern, prefix in NAMESPACES:
        name, count = pattern.subn(prefix, element.tag, count=1)
        if count:
            return name
    return element.tag


def plain(text: str) -> str:
    """Return a title or name as plain text. WordPress stores it as HTML: entities are decoded once."""
    return unescape(strip_tags(text)).strip()


def make_author(element: Element) -> Author:
    texts = _texts(element)
    login = texts.get("wp:author_login", "")
    name = plain(texts.get("wp:author_display_name", "")) or login
    return Author(texts.get("wp:author_id", ""), login, texts.get("wp:author_email", "").lower(), name)


def make_term(element: Element) -> Term | None:
    """Make a record of a ``wp:category``, ``wp:tag`` or ``wp:term``. ``None`` if it has neither slug nor name."""
    texts = _texts(element)
    slug = next((texts[name] for name in ("wp:category_nicename", "wp:tag_slug", "wp:term_slug") if name in texts), "")
    name = next((texts[name] for name in ("wp:cat_name", "wp:tag_name", "wp:term_name") if name in texts), "")
    parent = texts.get("wp:category_parent", "") or texts.get("wp:term_parent", "")
    if not slug and not name:
        return None
    return Term(unquote(slug), plain(name), unquote(parent), number(texts.get("wp:term_id", "")))


def taxonomy_of(element: Element) -> str:
    """Return the taxonomy of a ``wp:term``."""
    return _texts(element).get("wp:term_taxonomy", "")


def make_item(element: Element) -> Item:
    texts = _texts(element)
    terms: dict[str, list[Term]] = {}
    for child in element.iter("category"):
        term = Term(unquote(child.get("nicename", "").strip()), plain(child.text or ""))
        if term.slug or term.name:
            terms.setdefault(child.get("domain", "").strip(), []).append(term)
    categories, tags = terms.pop("category", []), terms.pop("post_tag", []) + terms.pop("tag", [])
    return Item(
        id=number(texts.get("wp:post_id", "")),
        kind=texts.get("wp:post_type", "") or "post",
        status=texts.get("wp:status", ""),
        title=plain(texts.get("title", "")),
        slug=unquote(texts.get("wp:post_name", "")),
        creator=texts.get("dc:creator", ""),
        content=texts.get("content:encoded", ""),
        excerpt=texts.get("excerpt:encoded", ""),
        has_password=bool(texts.get("wp:post_password", "")),
        are_comments_open=texts.get("wp:comment_status", "") == "open",
        published_at=_date(texts, "wp:post_date"),
        modified_at=_date(texts, "wp:post_modified"),
        link=texts.get("link", ""),
        guid=texts.get("guid", ""),
        parent=number(texts.get("wp:post_parent", "")),
        position=number(texts.get("wp:menu_order", "")),
        is_sticky=texts.get("wp:is_sticky", "") == "1",
        attachment_url=texts.get("wp:attachment_url", ""),
        meta=_meta(element),
        categories=tuple(categories),
        tags=tuple(tags),
        other_terms=tuple((domain, term.name) for domain, found in terms.items() for term in found if domain),
        comments=tuple(_comment(child) for child in element if name_of(child) == "wp:comment"),
    )


def date_of_export(text: str) -> datetime | None:
    """Return the ``pubDate`` of the channel: when WordPress wrote the file (RFC 822)."""
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def number(text: str) -> int:
    """Return an id, or 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else 0


def _texts(element: Element) -> dict[str, str]:
    """Return the text of each child by name: of two with the same name, the first one."""
    texts: dict[str, str] = {}
    for child in element:
        name = name_of(child)
        text = child.text or ""
        texts.setdefault(name, text if name in TEXTS else text.strip())
    return texts


def _meta(element: Element) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for child in element:
        if name_of(child) == "wp:postmeta":
            texts = {name_of(part): part.text or "" for part in child}
            meta.setdefault(texts.get("wp:meta_key", "").strip(), []).append(texts.get("wp:meta_value", ""))
    return meta


def _comment(element: Element) -> Comment:
    texts = _texts(element)
    return Comment(
        id=number(texts.get("wp:comment_id", "")),
        parent=number(texts.get("wp:comment_parent", "")),
        user_id=texts.get("wp:comment_user_id", ""),
        kind=texts.get("wp:comment_type", "") or "comment",
        approved=texts.get("wp:comment_approved", ""),
        author=plain(texts.get("wp:comment_author", "")),
        email=texts.get("wp:comment_author_email", "").lower(),
        url=unescape(texts.get("wp:comment_author_url", "")),
        ip_address=texts.get("wp:comment_author_IP", ""),
        text=texts.get("wp:comment_content", ""),
        written_at=_date(texts, "wp:comment_date"),
    )


def _date(texts: dict[str, str], name: str) -> datetime | None:
    """Return the GMT date, or else the local date taken as UTC. A missing date is written as zeroes or as year 1."""
    for key in (f"{name}_gmt", name):
        with suppress(ValueError):
            date = datetime.strptime(texts.get(key, ""), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
            if EARLIEST_YEAR <= date.year <= LATEST_YEAR:
                return date
    return None
