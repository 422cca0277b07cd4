"""Blocks: markers in the text, shown by their kinds."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import format_html

from blog.models import Post
from core import blocks
from core.block_texts import search_text
from core.blocks import Block, BlockForm, Content
from core.html import block_marker, clean_article, segments
from tests.factories import make_page, make_picture, make_post

pytestmark = pytest.mark.django_db

BODY = "<p>One</p>{}<p>Two</p>"


class Poll(Block):
    """A kind of block that no app has."""

    kind, label, description, icon = "poll", "Poll", "Asks readers.", "poll"
    content = Content.CAPTION
    form_class = BlockForm
    script = "js/video.js"

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        return {key: f"{key} & more" for key in keys if key != "gone"}

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        return {"shown": shown, "content": content}

    def feed_html(self, key: str, shown: Any, content: str) -> str:
        return format_html("<p>{}: {}</p>", shown, content)

    def search_text(self, shown: Any) -> str:
        return str(shown)


@pytest.fixture(autouse=True)
def _poll(settings, tmp_path, monkeypatch) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "poll.html").write_text("<aside>{{ shown }}: {{ content }}</aside>")
    configuration = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**configuration, "DIRS": [*configuration["DIRS"], tmp_path]}]
    monkeypatch.setattr(blocks, "_kinds", {**blocks._kinds, "poll": Poll()})


def shown(client, path: str = "/hips/") -> str:
    html: str = client.get(path).content.decode()
    return html.partition("<p>One</p>")[2].partition("<p>Two</p>")[0]


@pytest.mark.parametrize("make", [make_post, make_page])
def test_block_is_shown_at_its_place_with_its_content(client, make):
    make("hips", body=BODY.format(block_marker("poll", "first", "How <em>deep</em>?<script>x</script>")))
    assert shown(client) == "<aside>first &amp; more: How <em>deep</em>?</aside>"


@pytest.mark.parametrize("make", [make_post, make_page])
@pytest.mark.parametrize(
    "marker",
    [
        block_marker("survey", "first"),
        block_marker("slot", "2-x", "Picture 2"),
        block_marker("poll", "gone", "How deep?"),
        block_marker("note", "tip", "<p> </p>"),
        block_marker("picture", "0"),
        block_marker("picture", "999999999999999999"),
        block_marker("picture", "12-huge"),
        block_marker("gallery", "1--2"),
        block_marker("gallery", "-".join(["999999999999999999"] * 10)),
        block_marker("video", "youtube-short"),
        block_marker("video", "vimeo-"),
        block_marker("quote", "loud", "<p>Words</p>"),
        block_marker("note", "danger", "<p>Words</p>"),
        block_marker("article", "nowhere"),
        block_marker("offer", "nothing"),
    ],
)
def test_unknown_kind_or_key_shows_nothing(client, make, marker):
    make("hips", body=BODY.format(marker))
    assert shown(client) == ""


def test_summary_leaves_out_blocks():
    assert make_post(body=BODY.format(block_marker("poll", "first", "How deep?"))).summary == "One Two"


def test_search_finds_the_words_of_blocks():
    parts = segments(clean_article(BODY.format(block_marker("poll", "first", "How <b>deep</b>?"))))
    assert search_text(parts, blocks.load(parts)) == "One first & more How deep? Two"


@pytest.mark.parametrize("make", [make_post, make_page])
def test_page_loads_what_its_blocks_need(client, make):
    make("hips", body=block_marker("poll", "first") + block_marker("poll", "second"))
    html = client.get("/hips/").content.decode()
    assert html.count("css/blocks.css") == html.count("js/video.js") == 1


def test_page_without_such_blocks_loads_nothing_for_them(client):
    make_post("hips", body=BODY.format(block_marker("offer", "coaching")))
    html = client.get("/hips/").content.decode()
    assert "blocks.css" not in html
    assert "js/video.js" not in html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>One</p><p>Two <i>x</i></p>", "One Two <i>x</i>"),
        ("<figcaption>One <a href='/x' onclick=y>x</a></figcaption>", 'One <a href="/x">x</a>'),
        ("<ul><li>One</li></ul><img src=/x.jpg><table><tr><td>a<td>b</table>", "One a b"),
        ("<figure>One</figure>", "One"),
        (block_marker("note", "tip", "<p>One</p>"), "One"),
        ("<h2>One</h2>", "One"),
        (" ", ""),
    ],
)
def test_caption_keeps_what_stands_in_a_line(written, kept):
    assert clean_article(block_marker("poll", "x", written)) == block_marker("poll", "x", kept)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>One</p><ol start=3><li>Two</li></ol>", '<p>One</p><ol start="3"><li>Two</li></ol>'),
        ("<h3>One</h3><p>Two</p>", "<p><strong>One</strong></p><p>Two</p>"),
        ("<p>One</p><p></p><p> </p>", "<p>One</p>"),
        ("<blockquote><p>One</p></blockquote><img src=/x.jpg><hr>", "<p>One</p>"),
        (block_marker("note", "care", "<p>One</p>") + "<p>Two</p>", "<p>One</p><p>Two</p>"),
    ],
)
def test_text_keeps_paragraphs_and_lists(written, kept):
    assert clean_article(block_marker("note", "tip", written)) == block_marker("note", "tip", kept)


def test_content_of_a_kind_without_content_is_left_out():
    assert clean_article(block_marker("offer", "x", "<p>One</p>")) == block_marker("offer", "x")


def test_content_of_a_block_in_another_element_stays():
    note = block_marker("note", "tip", "<p>One</p>")
    assert clean_article(f"<blockquote>{note}</blockquote>") == "<blockquote><p>One</p></blockquote>"


def test_kept_page_follows_what_its_blocks_show(client):
    """``client`` gets kept pages, as readers do."""
    picture, other = make_picture(alternative_text="A squat"), make_post("knees", title="Knees")
    make_post("hips", body=block_marker("picture", str(picture.pk)) + block_marker("article", "knees"))
    html = client.get("/hips/").content.decode()
    assert 'alt="A squat"' in html
    assert ">Knees</a>" in html
    picture.alternative_text = "A lunge"
    picture.save()
    Post.objects.filter(pk=other.pk).update(title="Stairs")
    html = client.get("/hips/").content.decode()
    assert 'alt="A lunge"' in html
    assert ">Stairs</a>" in html
    other.put_into_bin()
    assert ">Stairs</a>" not in client.get("/hips/").content.decode()


def test_scheduled_article_is_linked_from_its_minute_on(client, clock):
    make_post("hips", body=BODY.format(block_marker("article", "knees")))
    make_post("knees", published_at=timezone.now() + timedelta(minutes=10))
    assert shown(client) == ""
    clock(minutes=11)
    assert "Read also" in shown(client)
