"""Blocks: markers in the text, rendered by the template of their kind."""

import pytest

from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db

BODY = '<p>One</p><figure data-block="note" data-key="{}"></figure><p>Two</p>'


@pytest.fixture
def _notes(settings, tmp_path):
    """A kind of block that no app has; its template is all that it needs."""
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "note.html").write_text("<aside>{{ key }} of {{ entry.title }}</aside>")
    configuration = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**configuration, "DIRS": [*configuration["DIRS"], tmp_path]}]


@pytest.mark.usefixtures("_notes")
@pytest.mark.parametrize("make", [make_post, make_page])
def test_block_is_rendered_at_its_place(client, make):
    make("hips", title="Hips & knees", body=BODY.format("first"))
    html = client.get("/hips/").content.decode()
    assert "<p>One</p><aside>first of Hips &amp; knees</aside><p>Two</p>" in html


@pytest.mark.parametrize("make", [make_post, make_page])
def test_unknown_kind_renders_nothing(client, make):
    make("hips", body=BODY.format("first"))
    html = client.get("/hips/").content.decode()
    assert "<p>One</p><p>Two</p>" in html
    assert "data-block" not in html


def test_summaries_and_feeds_leave_out_blocks(client):
    post = make_post("hips", body=BODY.format("first"))
    assert post.summary == "One Two"
    assert "first" not in client.get("/feed/").content.decode()
