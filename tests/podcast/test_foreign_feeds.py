from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.imports.feeds import UnreadableFeedError, read_feed
from podcast.imports.records import ForeignEpisode, ForeignShow
from podcast.imports.values import read_date, read_explicit
from podcast.models.show import feed_guid
from tests.podcast.foreign_feeds import HEAD, SHOW, feed, item

MP3 = "https://audio.example/1.mp3"


def episode(*parts: str, **texts: str) -> ForeignEpisode:
    _show, [found] = read_feed(feed(item("1", MP3, *parts, **texts)))
    return found


def test_show_is_read() -> None:
    show, _episodes = read_feed(feed())
    assert show == ForeignShow(
        title="Lift & Listen",
        description="Talks about lifting.",
        author="Nora Falk",
        owner_name="Nora Falk",
        owner_email="nora@example.com",
        categories=("Health & Fitness > Fitness", "Sports & Recreation"),
        language="en-us",
        is_serial=True,
        copyright="Nora",
    )


def test_show_has_its_guid_or_that_of_its_address() -> None:
    named = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"
    own = '<atom:link rel="self" href="https://feeds.example/lift/"/>'
    assert read_feed(feed(show=SHOW + named + own))[0].guid == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert read_feed(feed(show=SHOW + own))[0].guid == feed_guid("https://feeds.example/lift")
    assert read_feed(feed(), "http://feeds.example/lift")[0].guid == feed_guid("https://feeds.example/lift")


def test_guid_of_a_feed_is_that_of_the_specification() -> None:
    assert feed_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_episode_is_read() -> None:
    found = episode(
        '<itunes:image href="https://pictures.example/1.jpg"/>',
        '<podcast:transcript url="https://texts.example/1.html" type="text/html"/>',
        '<podcast:transcript url="https://texts.example/1.srt" type="application/srt"/>',
        '<podcast:chapters url="https://texts.example/1.json" type="application/json+chapters"/>',
        '<podcast:person role="Guest" href="https://ines.example/">Ines Varga</podcast:person>',
        "<podcast:person>Nora</podcast:person>",
        title="Hinge &amp; lift",
        link="https://old.example.com/hinge/",
        description="Short.",
        content__encoded="<p>Long.</p>",
        itunes__duration="1:02:03",
        itunes__episode="12",
        itunes__season="2",
        itunes__episodeType="Trailer",
        itunes__explicit="yes",
    )
    assert found == ForeignEpisode(
        guid="1",
        title="Hinge & lift",
        text="<p>Long.</p>",
        teaser="Short.",
        published_at=datetime(2017, 11, 6, 8, tzinfo=UTC),
        link="https://old.example.com/hinge/",
        audio_url=MP3,
        size=1000,
        media_type="audio/mpeg",
        duration=3723,
        number=12,
        season=2,
        kind="trailer",
        is_explicit=True,
        picture_url="https://pictures.example/1.jpg",
        transcript_url="https://texts.example/1.srt",
        chapters_url="https://texts.example/1.json",
        guests="Ines Varga https://ines.example/",
    )


@pytest.mark.parametrize(
    "guid", [" with spaces ", "https://old.example.com/?p=1&x=<2>", "Ä\u0308", "line\nbreak", "\u200b1"]
)
def test_ids_are_kept_byte_for_byte(guid: str) -> None:
    _show, [found] = read_feed(feed(item(guid, MP3)))
    assert found.guid == guid


def test_episode_without_an_id_has_the_address_of_its_audio() -> None:
    _show, [found] = read_feed(feed(item("", MP3)))
    assert found.guid == MP3


@pytest.mark.parametrize(
    "content",
    [
        b"\n\n  " + feed(item("1", MP3)),
        b"\xef\xbb\xbf" + feed(item("1", MP3)),
        b"<br />\n<b>Warning</b>: something in <b>feed.php</b> on line 3<br />\n" + feed(item("1", MP3)),
        feed(item("1", MP3)) + b"\n<!-- Served from a cache -->\n<script>track()</script>",
        feed(item("1", MP3)).replace(b"Talks about", b"Talks &nbsp;about &copy; AT&T &"),
        feed(item("1", MP3)).replace(b"Talks about", b"Talks\x0b about\x00"),
        feed(item("1", MP3)).replace(b"Talks about", "Gespräche über".encode("latin-1")),
        feed(item("1", MP3)).replace(b"UTF-8", b"x-unknown"),
        feed(item("1", MP3)).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        feed(item("1", MP3)).replace(b"podcast-1.0.dtd", b"Podcast-1.0.DTD"),
    ],
    ids="newlines bom warning trailer entities controls latin-1 unknown-encoding utf-16 namespace".split(),
)
def test_what_is_wrong_with_a_feed_is_mended(content: bytes) -> None:
    show, [found] = read_feed(content)
    assert (show.title, show.author, found.guid, found.audio_url) == ("Lift & Listen", "Nora Falk", "1", MP3)


def test_entities_of_html_are_mended_and_cdata_stays() -> None:
    text = "<description><![CDATA[AT&T &nbsp; <b>bold</b>]]></description>"
    content = feed(item("1", MP3, text, title="A")).replace(
        b"<title>A</title>", b"<title>Caf&eacute; & more &bogus;</title>"
    )
    _show, [found] = read_feed(content)
    assert found.title == "Café & more &bogus;"
    assert found.text == "AT&T &nbsp; <b>bold</b>"


def test_atom_is_read() -> None:
    content = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Lift</title><id>x</id>
    <entry><title>One</title><id>urn:1</id><published>2017-11-06T09:00:00Z</published>
    <link href="https://old.example.com/one/"/><link rel="enclosure" href="{MP3}" length="7" type="audio/mpeg"/>
    <content type="html">&lt;p&gt;Hello&lt;/p&gt;</content></entry></feed>"""
    show, [found] = read_feed(content.encode())
    assert (show.title, found.guid, found.audio_url, found.size) == ("Lift", "urn:1", MP3, 7)
    assert (found.link, found.text) == ("https://old.example.com/one/", "<p>Hello</p>")


def test_rss_1_is_read() -> None:
    content = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lift</title></channel>
    <item><title>One</title><dc:date>2017-11-06</dc:date><enclosure url="{MP3}"/></item></rdf:RDF>"""
    show, [found] = read_feed(content.encode())
    assert (show.title, found.title, found.published_at) == ("Lift", "One", datetime(2017, 11, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    "enclosure",
    [
        "",
        '<enclosure url="" type="audio/mpeg"/>',
        '<enclosure url="ftp://audio.example/1.mp3"/>',
        '<enclosure url="javascript:alert(1)"/>',
        '<enclosure url="https://video.example/1.mp4" type="video/mp4"/>',
        '<enclosure url="https://pictures.example/1.jpg"/>',
        '<enclosure url="http://[bad/1.mp3"/>',
        '<enclosure type="audio/mpeg"/>',
    ],
)
def test_episode_may_have_no_audio(enclosure: str) -> None:
    _show, [found] = read_feed(feed(item("1", "", enclosure)))
    assert (found.audio_url, found.size) == ("", 0)


@pytest.mark.parametrize(
    ("enclosure", "media_type"),
    [
        (f'<enclosure url="{MP3}"/>', "audio/mpeg"),
        ('<enclosure url="https://audio.example/1.M4A?x=1" type=""/>', "audio/mp4"),
        (f'<enclosure url="{MP3}" type="audio/x-mp3; charset=x" length="none"/>', "audio/x-mp3"),
        (f'<enclosure url="{MP3}" type="application/octet-stream" length="-5"/>', "audio/mpeg"),
        (f'<enclosure url="https://pictures.example/1.jpg"/><enclosure url="{MP3}"/>', "audio/mpeg"),
    ],
)
def test_odd_enclosures_are_read(enclosure: str, media_type: str) -> None:
    _show, [found] = read_feed(feed(item("1", "", enclosure)))
    assert found.audio_url.lower().startswith("https://audio.example/1.m")
    assert (found.media_type, found.size) == (media_type, 0)


def test_plain_text_gets_paragraphs() -> None:
    assert episode(description="One < two.\n\nThree").text == "<p>One &lt; two.</p>\n\n<p>Three</p>"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mon, 06 Nov 2017 09:00:00 GMT", datetime(2017, 11, 6, 9, tzinfo=UTC)),
        ("Mon, 6 Nov 2017 09:00 +0100", datetime(2017, 11, 6, 8, tzinfo=UTC)),
        ("6 Nov 2017 04:00:00 EST", datetime(2017, 11, 6, 9, tzinfo=UTC)),
        ("Tue, 06 Nov 17 09:00:00 GMT", datetime(2017, 11, 6, 9, tzinfo=UTC)),
        ("2017-11-06T10:00:00+01:00", datetime(2017, 11, 6, 9, tzinfo=UTC)),
        ("2017-11-06T09:00:00Z", datetime(2017, 11, 6, 9, tzinfo=UTC)),
        ("2017-11-06 09:00:00", datetime(2017, 11, 6, 9, tzinfo=UTC)),
        (" 2017-11-06\n", datetime(2017, 11, 6, tzinfo=UTC)),
        ("Mon, 31 Feb 2017 09:00:00 GMT", None),
        ("Mo, 06. Nov 2017", None),
        ("0000-00-00 00:00:00", None),
        ("Mon, 06 Nov 99999 09:00:00 GMT", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_odd_dates_are_read(text: str, date: datetime | None) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("clean", False), ("TRUE ", True), ("", None), ("x", None)])
def test_odd_words_for_explicit_are_read(text: str, value: bool | None) -> None:
    assert read_explicit(text) is value


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Not found</body></html>",
        b"{}",
        b"\xff\xfe\x00",
        b"<?xml version='1.0'?><opml/>",
        HEAD.encode(),
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>',
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
    ],
)
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFeedError):
        read_feed(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for whole in (content, HEAD.encode() + content, feed(item("1", MP3)).replace(b"Talks", content)):
        with suppress(UnreadableFeedError):
            read_feed(whole)
