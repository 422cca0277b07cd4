"""The elements of a WordPress export, as text."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from core.web.feeds import INVALID_XML_CHARACTERS

Values = Iterable[tuple[str, str]]

NO_DATE = "0000-00-00 00:00:00"


def as_html(plain: str) -> str:
    """Return text as WordPress keeps titles, names and excerpts, which are HTML there."""
    return escape(plain)


def date(moment: datetime | None, zone: Any = UTC) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else NO_DATE


def item(title: str, link: str, values: Values, more: str = "", guid: str = "") -> str:
    published = next(value for name, value in values if name == "wp:post_date_gmt")
    head = [("title", title), ("link", link)]
    if published != NO_DATE:
        head.append(("pubDate", format_datetime(datetime.fromisoformat(published).replace(tzinfo=UTC))))
    named = f'<guid isPermaLink="false">{text(guid or link)}</guid>\n'
    return f"<item>\n{elements(*head)}{named}{elements(*values)}{more}</item>\n"


def meta(values: Values) -> str:
    """Return custom fields, without those that are empty."""
    filled = (((("wp:meta_key", key), ("wp:meta_value", value))) for key, value in values if value)
    return "".join(group("wp:postmeta", pair) for pair in filled)


def slug_text(slug: str) -> str:
    """Return the slug as WordPress keeps it. It would take the accents from letters that are not encoded."""
    return quote(slug).lower()


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename={quoteattr(slug_text(slug))}>{text(as_html(name))}</category>\n'


def group(name: str, values: Values) -> str:
    return f"<{name}>\n{elements(*values)}</{name}>\n"


def elements(*values: tuple[str, str]) -> str:
    return "".join(f"<{name}>{text(value)}</{name}>\n" for name, value in values)


def text(value: str) -> str:
    """Return escaped text, as WordPress writes it: markup in CDATA, which can't contain its own end."""
    value = clean(value)
    if "<" not in value and "&" not in value:
        return escape(value)
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"


def clean(value: str) -> str:
    return value.translate(INVALID_XML_CHARACTERS)
