"""``manage.py import_podcast`` with an export that has episodes of PowerPress or Seriously Simple Podcasting."""

import gzip
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from django.core.management import CommandError, call_command

from blog.models import Post
from comments.models import Comment
from podcast.models import Episode, Show
from tests.factories import make_coach
from tests.podcast.foreign_feeds import feed
from tests.podcast.foreign_feeds import item as feed_item
from tests.wordpress.wxr import comment, export, item, term

pytestmark = pytest.mark.django_db

MP3 = "https://media.example/talk.mp3"
POWERPRESS = (
    'a:4:{s:8:"duration";s:8:"00:12:34";s:10:"episode_no";s:1:"7";s:6:"season";s:1:"2";s:8:"explicit";s:1:"1";}'
)
Import = Callable[..., str]


def fields(**meta: str) -> str:
    return "".join(
        f"<wp:postmeta><wp:meta_key>{name.replace('__', ':')}</wp:meta_key>"
        f"<wp:meta_value>{escape(value)}</wp:meta_value></wp:postmeta>"
        for name, value in meta.items()
    )


def guid(text: str) -> str:
    return f'<guid isPermaLink="false">{escape(text)}</guid>'


@pytest.fixture
def run(tmp_path: Path) -> Import:
    """Import the export's articles, unless ``articles`` is false, and then its episodes."""

    def run(content: bytes, *, articles: bool = True, name: str = "export.xml") -> str:
        file = tmp_path / name
        file.write_bytes(content)
        if articles:
            call_command("import_wordpress", str(file), no_fetch=True, stdout=StringIO())
        printed = StringIO()
        call_command("import_podcast", str(file), audio="leave", stdout=printed)
        return printed.getvalue()

    return run


def test_episode_of_powerpress_gets_its_place_beside_the_article(run: Import):
    enclosure = f"{MP3}\n123456\naudio/mpeg\n{POWERPRESS}"
    printed = run(export(item(7, "brace", guid("https://old.example.com/?p=7") + fields(enclosure=enclosure))))
    assert "1 new episode" in printed
    episode = Episode.objects.get()
    assert (episode.post.slug, episode.guid) == ("brace", "https://old.example.com/?p=7")
    assert (episode.address, episode.size, episode.media_type) == (MP3, 123_456, "audio/mpeg")
    assert (episode.duration, episode.number, episode.season, episode.is_explicit) == (754, 7, 2, True)
    assert Show.objects.get().title == "Old house"


def test_episode_of_seriously_simple_podcasting_becomes_an_article_with_its_comments(run: Import):
    meta = fields(
        audio_file=MP3,
        duration="1:02:03",
        filesize="12.3M",
        filesize_raw="12900000",
        explicit="on",
        itunes_episode_number="3",
        itunes_season_number="1",
        itunes_episode_type="bonus",
        ssp_guid=" Own & id ",
    )
    terms = term("series", "strong", "Strong Enough")
    run(export(item(8, "hinge", comment(1), guid("https://old.example.com/?p=8") + meta + terms, kind="podcast")))
    episode = Episode.objects.get()
    assert (episode.post.slug, episode.post.state, episode.guid) == ("hinge", Post.State.PUBLISHED, " Own & id ")
    assert (episode.address, episode.size, episode.duration) == (MP3, 12_900_000, 3723)
    assert (episode.number, episode.season, episode.kind, episode.is_explicit) == (3, 1, "bonus", True)
    assert Comment.objects.get().post == episode.post
    assert Show.objects.get().title == "Strong Enough"


def test_several_series_become_tags(run: Import):
    def talk(id: int, series: str) -> str:
        return item(id, f"talk-{id}", guid(f"g{id}") + fields(audio_file=MP3) + term("series", series, series.title()))

    printed = run(export(talk(1, "strong"), talk(2, "calm")))
    assert "Calm, Strong" in printed
    assert [tag.name for tag in Episode.objects.get(guid="g2").post.tags.all()] == ["Calm"]
    assert Show.objects.get().title == "Old house"


def test_second_run_adds_nothing(run: Import):
    content = export(item(7, "brace", guid("1") + fields(audio_file=MP3)))
    run(content)
    assert "1 episode was here already" in run(content)
    assert Episode.objects.count() == 1


def test_packed_export_is_read(run: Import):
    content = gzip.compress(export(item(7, "brace", guid("1") + fields(audio_file=MP3))))
    assert "1 new episode" in run(content, name="export.xml.gz")


def test_articles_must_be_imported_before(run: Import):
    printed = run(export(item(7, "brace", guid("1") + fields(audio_file=MP3))), articles=False)
    assert "1 left out: its article is not here: run import_wordpress first" in printed
    assert "Left out: “Brace”" in printed
    assert not Post.objects.exists()


def test_article_in_the_bin_gets_no_episode(run: Import):
    content = export(item(7, "brace", guid("1") + fields(audio_file=MP3)))
    call = run(export(item(7, "brace", guid("1"))))
    assert "0 new episodes" in call
    Post.objects.get().put_into_bin()
    assert "its article is in the bin here" in run(content)


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"enclosure": ""},
        {"enclosure": "no address\n5\naudio/mpeg"},
        {"enclosure": "https://media.example/film.mp4\n5\nvideo/mp4"},
        {"audio_file": "javascript:alert(1)"},
    ],
)
def test_item_without_audio_is_no_episode(run: Import, meta: dict[str, str]):
    run(export(item(7, "brace", guid("1") + fields(**meta))))
    assert not Episode.objects.exists()


@pytest.mark.parametrize("more", ["", "a:1:{broken", 'O:8:"stdClass":0:{}', 's:5:"12:34";'])
def test_broken_values_of_powerpress_are_unknown(run: Import, more: str):
    run(export(item(7, "brace", guid("1") + fields(enclosure=f"{MP3}\n-1\n\n{more}"))))
    episode = Episode.objects.get()
    assert (episode.address, episode.size, episode.duration, episode.media_type) == (MP3, 0, None, "audio/mpeg")


def test_further_podcast_of_powerpress_is_found(run: Import):
    run(export(item(7, "brace", guid("1") + fields(_calm__enclosure=f"{MP3}\n9\naudio/mpeg"))))
    assert Episode.objects.get().size == 9


def test_item_without_an_id_is_known_by_its_audio(run: Import):
    content = export(item(7, "brace", fields(audio_file=MP3)))
    run(content)
    assert "1 episode was here already" in run(content)
    assert Episode.objects.get().guid == MP3


def test_feed_of_the_old_site_finds_the_imported_articles(run: Import, tmp_path: Path):
    make_coach()
    run(export(item(7, "brace", guid("https://old.example.com/?p=7"), title="Brace")))
    file = tmp_path / "feed.xml"
    old = "https://www.old.example.com/?post_type=podcast&p=7"
    file.write_bytes(feed(feed_item(old, MP3, title="Another title, another day", pubDate="2020-01-01")))
    call_command("import_podcast", str(file), audio="leave", stdout=StringIO())
    assert (Episode.objects.get().post.slug, Episode.objects.get().guid) == ("brace", old)


def test_broken_export_is_refused(run: Import):
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(export(item(7, "brace"))[:-200] + b"<", articles=False)
    assert not Show.objects.exists()
