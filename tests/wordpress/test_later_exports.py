"""Trial first, then for good: the export of the same site is imported again later."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone

from blog.models import Page, Post
from comments.models import Comment, Decision
from media.models import Picture
from tests.factories import make_coach
from tests.wordpress.conftest import row, updated
from tests.wordpress.running_imports import another_import
from tests.wordpress.wxr import category, comment, export, item, term
from wordpress.importer import Options, import_export
from wordpress.models import Import, ImportedRow, OldAddress, OldFile
from wordpress.runs import record_import

pytestmark = pytest.mark.django_db


def later() -> str:
    """A date of an export that was made after what is imported now."""
    return format_datetime(timezone.now() + timedelta(days=1))


def test_text_that_nobody_touched_is_updated(run):
    run(item(7, "hips", content="<p>Old.</p>"), item(8, "about", kind="page", content="<p>Old.</p>"))
    report = run(
        item(7, "hips", content="<p>New.</p>", title="Better hips", terms=term("post_tag", "hip", "Hip")),
        item(8, "about", kind="page", content="<p>New.</p>"),
    )
    post = Post.objects.get()
    assert (post.html, post.title, Page.objects.get().html) == ("<p>New.</p>", "Better hips", "<p>New.</p>")
    assert [tag.name for tag in post.tags.all()] == ["Hip"]
    assert (updated(report, "post"), updated(report, "page")) == (1, 1)
    assert row(report, "post") == [1, 0, 1, 0]


def test_text_that_was_changed_here_is_kept_and_listed(run):
    run(item(7, "hips", content="<p>Old.</p>"))
    post = Post.objects.get()
    post.body = "<p>Mine.</p>"
    post.save()
    report = run(item(7, "hips", content="<p>New.</p>"))
    assert Post.objects.get().html == "<p>Mine.</p>"
    assert any("“Hips” has changed in WordPress, and here too" in line for line in report)
    assert updated(report, "post") == 0


def test_text_that_was_changed_only_here_is_not_listed(run):
    run(item(7, "hips"))
    post = Post.objects.get()
    post.title = "Mine"
    post.save()
    assert not any("and here too" in line for line in run(item(7, "hips")))
    assert Post.objects.get().title == "Mine"


def test_draft_that_was_published_there_is_published_here(run):
    run(item(7, "hips", status="draft"))
    run(item(7, "hips"))
    assert Post.objects.published().exists()


@pytest.mark.parametrize("site", ["http://old.example.com", "https://www.old.example.com/", "//old.example.com"])
def test_http_https_and_www_are_one_site(run, site):
    run(item(7, "hips", comment(1)))
    report = run(item(7, "hips", comment(1)), site=site)
    assert row(report, "post") == row(report, "comment") == [1, 0, 1, 0]


def test_comment_that_became_spam_there_follows(run):
    run(item(7, "hips", comment(1)))
    report = run(item(7, "hips", comment(1, approved="spam")))
    assert Comment.objects.get().state == "spam"
    assert updated(report, "comment") == 1


def test_comment_that_is_in_a_later_export_no_more_follows(run):
    run(item(7, "hips", comment(1) + comment(2)))
    run(item(7, "hips", comment(1)), exported=later())
    assert [*Comment.objects.order_by("pk").values_list("state", flat=True)] == ["approved", "spam"]


def test_comment_that_is_missing_in_an_earlier_export_stays(run):
    run(item(7, "hips", comment(1) + comment(2)))
    run(item(7, "hips", comment(1)), exported="Mon, 06 Nov 2017 09:00:00 +0000")
    assert set(Comment.objects.values_list("state", flat=True)) == {"approved"}


def test_comment_that_a_person_decided_here_does_not_follow(run):
    run(item(7, "hips", comment(1)))
    held = Comment.objects.get()
    held.decide("approved", decider=Decision.Decider.PERSON, person=make_coach())
    report = run(item(7, "hips", comment(1, approved="spam")))
    assert Comment.objects.get().state == "approved"
    assert any("staff decided otherwise here" in line for line in report)


def test_second_import_at_the_same_time_is_told(run):
    with another_import(), pytest.raises(CommandError, match="Another import is running"):
        run(item(7, "hips"))
    assert not Post.objects.exists()
    assert row(run(item(7, "hips")), "post") == [1, 1, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_rehearsal_reports_what_would_come_and_writes_nothing(run):
    before = {
        model: model.objects.count() for model in (Post, Page, Comment, ImportedRow, OldAddress, OldFile, Picture)
    }
    report = run(
        category("core", "Core"),
        item(7, "hips", comment(1), link="https://old.example.com/2017/11/hips/"),
        rehearse=True,
    )
    assert row(report, "post") == row(report, "comment") == [1, 1, 0, 0]
    assert {model: model.objects.count() for model in before} == before
    assert any("/2017/11/hips/ → /hips/" in line for line in report)
    assert any("Nothing was written" in line for line in report)
    run(item(7, "hips", comment(1)))
    assert Post.objects.count() == 1


def test_report_is_kept(run):
    run(item(7, "hips", comment(1)))
    kept = Import.objects.get()
    assert (kept.files, kept.done, kept.total) == ("export.xml", 1, 1)
    assert kept.report["kinds"]["comment"]["imported"] == 1
    assert kept.ended_at is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sticky": 1}, "was sticky"),
        ({"terms": term("series", "s", "My series")}, "series “My series”"),
        ({"excerpt": "word " * 200}, "longer than a teaser"),
        ({"meta": {"_yoast_wpseo_title": "long " * 30}}, "was cut to 70 characters"),
    ],
)
def test_what_has_no_place_here_is_named(run, fields, sentence):
    assert any(sentence in line for line in run(item(7, "hips", **fields)))


def test_menus_and_items_of_other_types_are_named(run):
    menu = item(8, "m", kind="nav_menu_item", title="Home", terms=term("nav_menu", "main", "Main"))
    report = run(item(7, "hips"), menu, item(9, "trip", kind="portfolio"))
    assert any("The menu “Main” had the entry “Home”" in line for line in report)
    assert any("“Trip” (portfolio)" in line for line in report)


def test_items_of_another_type_become_pages_on_wish(run):
    report = run(item(9, "trip", kind="portfolio"), as_pages=["portfolio"])
    assert Page.objects.get().slug == "trip"
    assert row(report, "portfolio") == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("meta", "title", "description"),
    [
        (
            {"_yoast_wpseo_title": "%%title%% %%sep%% %%sitename%%", "_yoast_wpseo_metadesc": "Lift."},
            "Hips – Old house",
            "Lift.",
        ),
        ({"rank_math_title": "%title% %page%", "rank_math_description": "Lift &amp; run."}, "Hips", "Lift & run."),
    ],
)
def test_titles_and_descriptions_for_search_engines_come(run, meta, title, description):
    run(item(7, "hips", meta=meta))
    post = Post.objects.get()
    assert (post.search_title, post.search_description) == (title, description)


def test_state_that_is_unknown_is_for_the_coach_to_decide(run):
    run(item(7, "hips", comment(1, approved=""), status="archived"))
    assert (Post.objects.get().state, Comment.objects.get().state) == ("draft", "held")


PARTS = [
    category("core", "Core"),
    *(
        item(number, f"hips-{number}", comment(number * 10) + comment(number * 10 + 1, parent=number * 10))
        for number in range(1, 7)
    ),
    item(9, "about", kind="page"),
]


def rows() -> dict[str, list[object]]:
    """What an import has made, without what the database numbers."""
    return {
        "posts": [
            *Post.objects.order_by("address__slug").values_list("address__slug", "title", "html", "published_at")
        ],
        "pages": [*Page.objects.values_list("address__slug", "html")],
        "comments": [*Comment.objects.order_by("pk").values_list("pk", "parent", "thread", "state")],
        "decisions": [*Decision.objects.order_by("comment").values_list("comment", "verdict")],
        "remembered": [*ImportedRow.objects.order_by("kind", "wordpress_id").values_list("kind", "wordpress_id")],
    }


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("last", [1, 4, 6])
def test_import_that_was_cut_off_and_run_again_equals_one_that_was_not(run, tmp_path, last):
    def cut_off(done: int, total: int) -> bool:
        if done == last:
            raise PowerCutError
        return True

    with transaction.atomic():
        run(*PARTS)
        expected = rows()
        transaction.set_rollback(True)
    file = tmp_path / "cut.xml"
    file.write_bytes(export(*PARTS))
    with pytest.raises(PowerCutError):
        import_export([file], cut_off, Options(fetches=False))
    assert Post.objects.count() == last
    run(*PARTS)
    assert rows() == expected


def test_import_stops_when_it_is_asked_to(tmp_path, monkeypatch):
    monkeypatch.setattr("wordpress.runs.INTERVAL", 0)
    file = tmp_path / "stop.xml"
    file.write_bytes(export(*PARTS))

    def ask_to_stop(done: int, total: int) -> None:
        if done == 2:
            Import.objects.update(stop_asked_at=timezone.now())

    report = record_import([file], ask_to_stop, Options(fetches=False))
    assert Post.objects.count() == 2
    assert any("was stopped" in note for note in report.notes)
