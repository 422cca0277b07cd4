"""All feeds, rule by rule, as the W3C's validator reads RSS 2.0 (https://www.rssboard.org/rss-specification and the
RSS Advisory Board's profile) and Atom (RFC 4287), whatever the rows hold."""

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils.feedgenerator import Enclosure
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from blog import feeds
from blog.models import Post, SiteTexts
from core.html import block_marker
from tests.factories import make_answer, make_category, make_coach, make_comment, make_offer, make_picture, make_post

pytestmark = pytest.mark.django_db

SITE = "https://coach.example.com"
LISTS = ["/", "/category/core/", "/tag/hips/", "/author/mara/", "/comments/", "/strong-hips/"]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(r"(?:\w{3}, )\d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
FORBIDDEN_TAGS = "script, style, iframe, object, embed, form, link, meta, base"

Rules = dict[str, Callable[[Any], bool]]


@pytest.fixture
def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SITE_URL = SITE
    SiteTexts(pk=1, name="Strong & <Calm>\x08", tagline="").save()
    coach = make_coach(display_name="Mara & Co <1>")
    coach.profile.slug = "mara"
    coach.profile.save()
    picture = make_picture(60, 40, alternative_text='A "bridge" & more')
    make_offer("talk")
    body = (
        '<h2>Why & how</h2><p><a href="/about/">About</a> <a title="a > b" href="//other.example/?a&amp;b">there</a>'
        '<a href="#notes">notes</a> ]]&gt;\x0b</p>'
        f"<p><img src='{picture.url}' alt=''></p>"
        + block_marker("picture", str(picture.pk), "Deep")
        + block_marker("video", "youtube-dQw4w9WgXcQ")
        + block_marker("offer", "talk")
    )
    common = {"author": coach, "categories": [make_category("Core")], "tags": ["hips", "R&D <x>"]}
    post = make_post(
        "strong-hips", title="Hips & <b>knees</b>\x08", teaser="1 < 2 & 3", body=body, cover=picture, **common
    )
    make_post("imported", guid="https://old.example.com/?p=7&preview=1", body="", teaser="", **common)
    make_post("odd-id", guid="not a <URL>", **common)
    Post.objects.filter(pk=make_post("untitled", **common).pk).update(title="")
    make_answer(make_comment(post, name="Nadia <&>", text='1 < 2 <a href="/about/">see</a>'))
    sound = Enclosure(f"{SITE}/media/a.mp3", "1234", "audio/mpeg")
    monkeypatch.setattr(feeds, "_enclosures", [lambda pks: {pk: sound for pk in pks if pk == post.pk}])


def read(client: Client, url: str, content_type: str) -> Element:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == f"{content_type}; charset=utf-8"
    assert "ETag" in response
    assert "Set-Cookie" not in response
    root: Element = fromstring(response.content)
    return root


def one(element: Element, name: str) -> str:
    (found,) = element.findall(name)
    return (found.text or "").strip()


def at_most_one(element: Element, *names: str) -> bool:
    return all(len(element.findall(name)) <= 1 for name in names)


def is_whole(url: str | None) -> bool:
    parts = urlsplit(url or "")
    return bool(parts.scheme in ("http", "https") and parts.netloc) and " " not in str(url)


def is_plain_html(html: str) -> bool:
    """Tell whether it has whole URLs, and nothing that readers of feeds remove."""
    tree = LexborHTMLParser(html)
    urls = [node.attributes.get("href") or node.attributes.get("src") for node in tree.css("[href], [src]")]
    attributes = {name for node in tree.css("*") for name in node.attributes}
    has_own = any(name.startswith(("on", "data-", "style", "class")) for name in attributes)
    return all(map(is_whole, urls)) and not tree.css(FORBIDDEN_TAGS) and not has_own


CHANNEL_RULES: Rules = {
    "has a title": lambda channel: one(channel, "title") != "",
    "has a whole link": lambda channel: is_whole(one(channel, "link")),
    "has a description": lambda channel: one(channel, "description") != "",
    "has a language": lambda channel: LANGUAGE.fullmatch(one(channel, "language")) is not None,
    "has a date of RFC 822 with a year of four digits": lambda channel: is_rfc_822(one(channel, "lastBuildDate")),
    "repeats nothing": lambda channel: at_most_one(
        channel, *"copyright managingEditor webMaster pubDate generator docs ttl image".split()
    ),
    "has items whose ids differ": lambda channel: are_different(channel.findall("item/guid")),
}
ITEM_RULES: Rules = {
    "has a title": lambda item: one(item, "title") != "",
    "has a title without markup": lambda item: "&lt;" not in one(item, "title"),
    "has a whole link": lambda item: is_whole(one(item, "link")),
    "has an id": lambda item: one(item, "guid") != "",
    "has an id that is a whole URL if it is said to be one": lambda item: (
        item.find("guid").get("isPermaLink") == "false" or is_whole(one(item, "guid"))
    ),
    "has a date of RFC 822": lambda item: is_rfc_822(one(item, "pubDate")),
    "names nobody as author without an e-mail address": lambda item: item.find("author") is None,
    "has a creator": lambda item: one(item, CREATOR) != "",
    "has one description of plain HTML": lambda item: is_plain_html(one(item, "description")),
    "has a whole text of plain HTML": lambda item: is_plain_html(item.findtext(CONTENT) or ""),
    "has the whole text after the description": lambda item: position(item, CONTENT) > position(item, "description"),
    "has at most one file": lambda item: at_most_one(item, "enclosure", "comments", "source", CONTENT),
    "says of a file where, how long and what it is": lambda item: all(map(is_file, item.findall("enclosure"))),
    "has a whole link to its comments": lambda item: all(is_whole(found.text) for found in item.findall("comments")),
    "has named categories": lambda item: all(found.text for found in item.findall("category")),
    "has a picture with URL, type and size": lambda item: all(map(is_picture, item.findall(f"{MEDIA}content"))),
}
FEED_RULES: Rules = {
    "has one id, a URL": lambda feed: is_whole(one(feed, f"{ATOM}id")),
    "has one title": lambda feed: one(feed, f"{ATOM}title") != "",
    "has one date of RFC 3339": lambda feed: is_rfc_3339(one(feed, f"{ATOM}updated")),
    "has at most one subtitle": lambda feed: at_most_one(feed, f"{ATOM}subtitle", f"{ATOM}rights", f"{ATOM}icon"),
    "links to its page once": lambda feed: len(links(feed, "alternate")) == 1,
    "has whole links": lambda feed: all(is_whole(link.get("href")) for link in feed.findall(f"{ATOM}link")),
    "says its language": lambda feed: (
        LANGUAGE.fullmatch(feed.get("{http://www.w3.org/XML/1998/namespace}lang")) is not None
    ),
    "has entries whose ids differ": lambda feed: are_different(feed.findall(f"{ATOM}entry/{ATOM}id")),
    "is as new as its newest entry": lambda feed: (
        one(feed, f"{ATOM}updated") >= max(found.text for found in feed.findall(f"{ATOM}entry/{ATOM}updated"))
    ),
}
ENTRY_RULES: Rules = {
    "has one id, an IRI": lambda entry: bool(urlsplit(one(entry, f"{ATOM}id")).scheme),
    "has one title": lambda entry: one(entry, f"{ATOM}title") != "",
    "says when it was updated": lambda entry: is_rfc_3339(one(entry, f"{ATOM}updated")),
    "says when it was published": lambda entry: is_rfc_3339(one(entry, f"{ATOM}published")),
    "has an author with a name": lambda entry: one(entry.find(f"{ATOM}author"), f"{ATOM}name") != "",
    "links to its page once": lambda entry: len(links(entry, "alternate")) == 1,
    "has whole links": lambda entry: all(is_whole(link.get("href")) for link in entry.findall(f"{ATOM}link")),
    "has a file with type and length": lambda entry: all(map(is_link_to_file, links(entry, "enclosure"))),
    "has one summary at most, of plain HTML": lambda entry: is_html(entry, f"{ATOM}summary"),
    "has one content at most, of plain HTML": lambda entry: is_html(entry, f"{ATOM}content"),
    "has categories with a term": lambda entry: all(found.get("term") for found in entry.findall(f"{ATOM}category")),
    "has a picture with URL, type and size": lambda entry: all(map(is_picture, entry.findall(f"{MEDIA}content"))),
}


def is_rfc_822(date: str) -> bool:
    return RFC_822.fullmatch(date) is not None and parsedate_to_datetime(date).year >= 1970


def is_rfc_3339(date: str) -> bool:
    return RFC_3339.fullmatch(date) is not None


def are_different(elements: list[Element]) -> bool:
    texts = [element.text for element in elements]
    return len(texts) == len(set(texts))


def position(item: Element, name: str) -> int:
    names = [element.tag for element in item]
    return names.index(name) if name in names else len(names)


def is_file(enclosure: Element) -> bool:
    is_typed = MIME.fullmatch(enclosure.get("type", "")) is not None
    return is_whole(enclosure.get("url")) and enclosure.get("length", "").isdigit() and is_typed


def is_link_to_file(link: Element) -> bool:
    return MIME.fullmatch(link.get("type", "")) is not None and link.get("length", "").isdigit()


def is_picture(content: Element) -> bool:
    sizes = (content.get("width", ""), content.get("height", ""))
    is_typed = content.get("medium") == "image" and MIME.fullmatch(content.get("type", "")) is not None
    return is_whole(content.get("url")) and is_typed and all(map(str.isdigit, sizes))


def is_html(entry: Element, name: str) -> bool:
    found = entry.findall(name)
    return len(found) <= 1 and all(one.get("type") == "html" and is_plain_html(one.text or "") for one in found)


def links(element: Element, relation: str) -> list[Element]:
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel") == relation]


def broken(rules: Rules, elements: list[Element]) -> list[str]:
    return [name for name, holds in rules.items() if not all(map(holds, elements))]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("url", LISTS)
def test_rss(client: Client, url: str) -> None:
    root = read(client, f"{url}feed/", "application/rss+xml")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert broken(CHANNEL_RULES, [channel]) == []
    items = channel.findall("item")
    assert len(items) == (2 if "comments" in url or "strong" in url else 4)
    assert broken(ITEM_RULES, items) == []
    (own,) = channel.findall(f"{ATOM}link")
    assert (own.get("rel"), own.get("href")) == ("self", f"{SITE}{url}feed/")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("url", LISTS)
def test_atom(client: Client, url: str) -> None:
    feed = read(client, f"{url}feed/atom/", "application/atom+xml")
    assert feed.tag == f"{ATOM}feed"
    assert broken(FEED_RULES, [feed]) == []
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == (2 if "comments" in url or "strong" in url else 4)
    assert broken(ENTRY_RULES, entries) == []
    (own,) = links(feed, "self")
    assert own.get("href") == f"{SITE}{url}feed/atom/"


BAD_HTML = "<p onclick='x()'><script>x()</script><a href='/x'>x</a></p>"


def test_each_rule_of_rss_can_be_broken() -> None:
    item = "<item><title/><link>/x</link><guid/><pubDate>now</pubDate><author>Mara</author><category/>"
    item += f"<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'><![CDATA[{BAD_HTML}]]></c:encoded>"
    item += f"<description><![CDATA[{BAD_HTML}]]></description><enclosure/><enclosure/><comments>x</comments>"
    item += (
        "<d:creator xmlns:d='http://purl.org/dc/elements/1.1/'/><m:content xmlns:m='http://search.yahoo.com/mrss/'/>"
    )
    channel = f"<channel><title/><link>x</link><description/><language>?</language><lastBuildDate/><ttl/><ttl/>{item}"
    bad = fromstring(f"{channel}</item>{item}</item></channel>")
    assert broken(CHANNEL_RULES, [bad]) == [*CHANNEL_RULES]
    marked_up = fromstring("<item><title>&amp;lt;b&amp;gt;</title></item>")
    assert {*broken(ITEM_RULES, [bad[-1]]), *broken(only(ITEM_RULES, "markup"), [marked_up])} == {*ITEM_RULES}


def test_each_rule_of_atom_can_be_broken() -> None:
    entry = "<entry><id/><title/><updated>2026-01-02</updated><published/><author><name/></author><link href='x'/>"
    entry += f"<link rel='enclosure' href='x'/><summary><![CDATA[{BAD_HTML}]]></summary><content/><content/><category/>"
    entry += "<m:content xmlns:m='http://search.yahoo.com/mrss/'/></entry>"
    start = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='?'><id/><title/><updated>2026</updated>"
    start += "<link href='x'/>"
    bad = fromstring(f"{start}<subtitle/><subtitle/>{entry}{entry}</feed>")
    assert broken(FEED_RULES, [bad]) == [*FEED_RULES]
    assert broken(ENTRY_RULES, [bad[-1]]) == [*ENTRY_RULES]


def only(rules: Rules, word: str) -> Rules:
    return {name: holds for name, holds in rules.items() if word in name}
