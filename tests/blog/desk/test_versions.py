"""The versions: listed, compared, brought back, thinned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.desk.differences import compare_html, compare_text
from blog.models import Post, Revision
from blog.tasks import thin_versions
from tests.blog.desk.conftest import TEXT, Tab, tab_of
from tests.factories import make_category, make_picture, make_post

pytestmark = pytest.mark.django_db


def versions_url(tab: Tab, version: Revision | None = None, act: str = "") -> str:
    return f"{tab.addresses['versions']}{f'{version.pk}/' if version else ''}{act}"


def version_with(**content) -> Revision:
    [(name, value)] = content.items()
    return Revision.objects.filter(**{f"content__{name}": value}).latest("pk")


@pytest.fixture
def written(tab, clock):
    """Three sittings: a title, a text, another text."""
    tab.open()
    tab.send(title="Hips")
    clock(minutes=40)
    tab.send(body="<p>Lift the bar slowly.</p>")
    clock(minutes=40)
    tab.send(body="<p>Lift the bar quickly.</p><p>Rest.</p>", tags=["hips"])
    return tab


def test_versions_are_listed_by_day_and_person(written, clock, other):
    clock(days=1)
    tab_of(other).open(written.pk).send(title="Hers")
    page = written.client.get(versions_url(written))
    assert page.content.decode().count('class="version version--sitting"') == 4
    assert page.content.decode().index("Ines Falk") < page.content.decode().index("Mara Lindt")
    assert len(page.context["days"]) >= 2


def test_list_takes_the_same_queries_for_any_number(written, clock, django_assert_max_num_queries):
    for number in range(20):
        clock(minutes=40)
        written.send(title=f"Hips {number}")
    with django_assert_max_num_queries(20):
        written.client.get(versions_url(written))


def test_version_shows_words_struck_and_added(written):
    html = written.client.get(versions_url(written, Revision.objects.latest("pk"))).content.decode()
    assert "<del>slowly.</del><ins>quickly.</ins>" in html
    assert "<ins>Rest.</ins>" in html
    assert "<ins>hips</ins>" in html, "settings too"


def test_version_is_compared_with_what_is_there_now(written):
    html = written.client.get(versions_url(written, Revision.objects.earliest("pk")), {"with": "now"}).content.decode()
    assert "quickly." in html


def test_pictures_before_and_after_are_shown(written, clock):
    picture = make_picture(60, 40)
    clock(minutes=40)
    written.send(cover=picture.pk)
    html = written.client.get(versions_url(written, Revision.objects.latest("pk"))).content.decode()
    assert picture.url in html
    assert "no picture" in html


def test_version_of_another_article_is_not_found(written):
    post = make_post()
    url = f"/admin/blog/post/{post.pk}/versions/{Revision.objects.latest('pk').pk}/"
    assert written.client.get(url).status_code == 404
    assert written.client.post(f"{url}restore/").status_code == 404


def test_restored_version_is_the_text_again_and_that_can_be_undone(written):
    before = Revision.objects.latest("pk")
    version = version_with(body="<p>Lift the bar slowly.</p>")
    response = written.client.post(versions_url(written, version, "restore/"), follow=True)
    assert Post.objects.get().body == "<p>Lift the bar slowly.</p>"
    assert versions_url(written, before) in response.content.decode()
    written.client.post(versions_url(written, before, "restore/"))
    assert (Post.objects.get().body, [*Post.objects.get().tags.names()]) == (before.content["body"], ["hips"])


def test_restored_version_of_a_public_article_is_not_public_before_the_update(tab, coach, client):
    post = make_post("hips", body="<p>One.</p>", author=coach)
    tab.open(post.pk)
    tab.send("publish", body="<p>Two.</p>")
    first = version_with(body="<p>One.</p>")
    answer = tab.client.post(versions_url(tab, first, "restore/"), headers={"Accept": "application/json"}).json()
    assert answer["content"]["body"] == "<p>One.</p>"
    assert "Two." in client.get("/hips/").content.decode()
    tab.take(answer)
    tab.send("publish")
    assert "One." in client.get("/hips/").content.decode()


def test_open_desk_is_told_of_a_restored_version(written):
    version = version_with(body="<p>Lift the bar slowly.</p>")
    written.client.post(versions_url(written, version, "restore/"))
    assert written.send(title="Unseen").status_code == 409


def test_text_that_was_kept_aside_can_be_taken(tab, other):
    tab.open()
    tab.send(**TEXT)
    tab_of(other).open(tab.pk).send(body="<p>Hers.</p>")
    kept = Revision.objects.get(pk=tab.send(body="<p>Mine.</p>").json()["kept"])
    assert "kept aside" in tab.client.get(versions_url(tab)).content.decode()
    tab.client.post(versions_url(tab, kept, "restore/"))
    assert Post.objects.get().body == "<p>Mine.</p>"


def test_restoring_keeps_the_address(tab, clock):
    tab.open()
    tab.send(**TEXT)
    tab.send("publish")
    clock(minutes=40)
    tab.send("publish", slug="hips")
    tab.client.post(versions_url(tab, Revision.objects.earliest("pk"), "restore/"))
    assert Post.objects.get().slug == "hips"


def test_setting_of_a_row_that_is_gone_is_left_out(tab, clock):
    core = make_category()
    tab.open()
    tab.send(**TEXT, categories=[core.pk])
    clock(minutes=40)
    tab.send(categories=[])
    core.delete()
    version = Revision.objects.earliest("pk")
    assert tab.client.get(versions_url(tab, version)).status_code == 200
    assert tab.client.post(versions_url(tab, version, "restore/")).status_code == 303


def test_restoring_needs_the_right_and_a_post(written, writer):
    url = versions_url(written, Revision.objects.earliest("pk"), "restore/")
    assert written.client.get(url).status_code == 405
    writer.role = "helper"
    writer.save()
    written.client.force_login(writer)
    assert written.client.post(url).status_code == 403
    assert written.client.get(versions_url(written)).status_code == 403


def test_old_sittings_are_thinned_to_one_a_day_and_publications_stay(tab):
    tab.open()
    tab.send(**TEXT)
    post = Post.objects.get()
    Revision.objects.all().delete()
    noon = timezone.localtime().replace(hour=12, minute=0) - timedelta(days=40)
    kinds = ["sitting", "publication", "sitting", "sitting", "aside", "found", "restoration"]
    for hours, kind in enumerate([*kinds, *["sitting"] * 3]):
        day = timedelta(days=hours // len(kinds), hours=hours % 7)
        Revision.objects.create(post=post, kind=kind, content={"title": f"{hours}"}, saved_at=noon + day)
    recent = Revision.objects.create(post=post, content={"title": "now"}, saved_at=timezone.now())
    thin_versions.call()
    kept = [one.content["title"] for one in Revision.objects.order_by("pk")]
    assert kept == ["1", "4", "5", "6", "9", "now"]
    thin_versions.call()
    assert Revision.objects.count() == 6
    assert Revision.objects.for_entry(post).newest() == recent


def test_what_is_being_worked_on_is_never_thinned(tab, coach, clock):
    tab.open()
    tab.send(**TEXT)
    clock(days=90)
    thin_versions.call()
    tab.client.force_login(coach)
    assert tab.open(tab.pk).content["title"] == "Strong hips"
    assert Revision.objects.count() == 1


def test_versions_go_with_the_article(tab):
    tab.open()
    tab.send(**TEXT)
    Post.objects.get().delete()
    assert not Revision.objects.exists()


def parts(paragraphs):
    return [[(part.state, part.text) for part in one.parts] for one in paragraphs]


def test_moved_paragraph_is_struck_and_added():
    assert parts(compare_html("<p>A</p><p>B</p>", "<p>B</p><p>A</p>")) == [
        [("added", "B")],
        [("kept", "A")],
        [("struck", "B")],
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('<p><a href="/a/">x</a></p>', '<p><a href="/b/">x</a></p>', [("struck", "[/a/]"), ("added", "[/b/]")]),
        ("<p>a</p>", '<p>a</p><img src="/b.jpg" alt="A squat">', [("added", "[A squat]")]),
        ("<p>a</p>", '<p>a</p><figure data-block="offer" data-key="talk"></figure>', [("added", "[offer: talk]")]),
        ("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>", [("added", "b")]),
    ],
)
def test_links_pictures_and_blocks_are_compared(before, after, expected):
    changed = [part for one in parts(compare_html(before, after)) for part in one if part[0] != "kept"]
    assert changed == expected


def test_other_formatting_is_told():
    [paragraph] = compare_html("<p>Lift.</p>", "<h2>Lift.</h2>")
    assert paragraph.is_restyled


def test_what_did_not_change_is_left_out():
    text = "".join(f"<p>{number}</p>" for number in range(20))
    found = compare_html(text, text.replace("<p>10</p>", "<p>ten</p>"))
    assert [one.is_gap for one in found] == [True, False, False, False, True]


def test_comparing_very_long_texts_is_bounded():
    words = [f"w{number}" for number in range(20_000)]
    started = timezone.now()
    compare_text(" ".join(words), " ".join(reversed(words)))
    compare_html("".join(f"<p>{word}</p>" for word in words), "".join(f"<p>{word}!</p>" for word in words))
    assert timezone.now() - started < timedelta(seconds=20)
