"""Publishing at the desk: now, at a date, until a date, and back."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from blog.models import Address, Post, Revision
from outbox.models import OutgoingMail
from tests.blog.desk.conftest import TEXT, tab_of
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def in_hours(hours: float) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


@pytest.fixture
def public(coach) -> Post:
    return make_post("hips", title="Hips", body="<p>Lift.</p>", author=coach)


def test_draft_is_published_now(tab, client):
    tab.open()
    tab.send(**TEXT)
    assert client.get("/strong-hips/").status_code == 404
    answer = tab.send("publish").json()
    assert answer["state"]["public_url"].endswith("/strong-hips/")
    assert (tab.state["is_public"], tab.state["primary"]) == (True, "update")
    assert "Lift slowly." in client.get("/strong-hips/").content.decode()
    assert "Published." in str(LogEntry.objects.latest("pk"))


def test_preview_plays_videos_and_is_framed_by_own_pages_alone(tab):
    tab.open()
    tab.send(title="Hips", body='<p>Lift.</p><figure data-block="video" data-key="youtube-dQw4w9WgXcQ"></figure>')
    policy = tab.client.get(tab.addresses["preview"]).headers["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com;" in f"{policy};"
    assert "frame-ancestors 'self'" in policy
    assert "form-action 'none'" in policy


def test_planned_dates_are_shown_in_the_zone_of_the_site(tab, public, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    day = timezone.now().date() + 2 * WEEK
    tab.open(public.pk)
    tab.send("publish", when=f"{day}T08:00")
    tab.post("unpublish", at=f"{day}T09:30")
    page = tab.client.get(f"/admin/blog/post/{public.pk}/change/").content.decode()
    assert f'value="{day}T08:00"' in page
    assert f'value="{day}T09:30"' in page
    assert "Europe/Berlin time" in page


def test_text_that_was_not_saved_before_is_published_with_the_act(tab, client):
    tab.open()
    tab.send(**TEXT)
    tab.send("publish", body="<p>The last words.</p>")
    assert "The last words." in client.get("/strong-hips/").content.decode()


@pytest.mark.parametrize(("changes", "field"), [({"title": " "}, "title"), ({"body": "<p>\u200b</p>"}, "body")])
def test_empty_title_or_text_stops_it_and_is_saved(tab, changes, field):
    tab.open()
    tab.send(**TEXT)
    response = tab.send("publish", **changes)
    assert (response.status_code, list(response.json()["errors"])) == (422, [field])
    assert Post.objects.get().state == "draft"
    assert tab.open(tab.pk).content[field] == changes[field]


def test_chosen_address_that_is_taken_stops_it(tab):
    make_page("about")
    tab.open()
    tab.send(**TEXT, slug="about")
    response = tab.send("publish")
    assert (response.status_code, list(response.json()["errors"])) == (422, ["slug"])


def test_scheduled_article_goes_out_at_its_time_though_nothing_runs(tab, client, clock):
    tab.open()
    tab.send(**TEXT)
    tab.send("publish", when=in_hours(2))
    assert (tab.state["is_scheduled"], tab.state["primary"]) == (True, "schedule")
    assert tab.state["sentence"].startswith("Goes out ")
    assert client.get("/strong-hips/").status_code == 404
    clock(hours=3)
    assert client.get("/strong-hips/").status_code == 200
    assert "Strong hips" in client.get("/feed/").content.decode()


def test_what_is_written_after_scheduling_does_not_go_out(tab, client, clock):
    tab.open()
    tab.send(**TEXT)
    tab.send("publish", when=in_hours(2))
    tab.send(body="<p>Half a sen</p>")
    clock(hours=3)
    assert "Lift slowly." in client.get("/strong-hips/").content.decode()


def test_scheduled_article_can_go_out_now_or_at_another_time(tab, client):
    tab.open()
    tab.send(**TEXT)
    tab.send("publish", when=in_hours(2))
    tab.send("publish", when=in_hours(5))
    assert Post.objects.get().published_at > timezone.now() + timedelta(hours=4)
    tab.send("publish")
    assert client.get("/strong-hips/").status_code == 200


def test_article_ends_at_its_time_though_nothing_runs(tab, public, client, clock):
    tab.open(public.pk)
    assert tab.post("unpublish", at=in_hours(2)).status_code == 200
    assert client.get("/hips/").status_code == 200
    clock(hours=3)
    assert client.get("/hips/").status_code == 404
    assert "Hips" not in client.get("/feed/").content.decode()
    assert tab.open(public.pk).state["sentence"].startswith("Was public until")


def test_planned_end_is_taken_back(tab, public, client, clock):
    tab.open(public.pk)
    tab.post("unpublish", at=in_hours(2))
    tab.post("unpublish", at="")
    clock(hours=3)
    assert client.get("/hips/").status_code == 200


@pytest.mark.parametrize("at", [-1, 1])
def test_end_before_the_beginning_is_refused(tab, at):
    tab.open()
    tab.send(**TEXT)
    tab.send("publish", when=in_hours(2))
    response = tab.post("unpublish", at=in_hours(at))
    assert (response.status_code, list(response.json()["errors"])) == (422, ["at"])


def test_beginning_after_the_end_is_refused(tab, public):
    tab.open(public.pk)
    tab.post("unpublish", at=in_hours(2))
    response = tab.send("publish", when=in_hours(3))
    assert (response.status_code, list(response.json()["errors"])) == (422, ["when"])


@pytest.mark.parametrize("when", ["tomorrow", 5, "9999-12-31T23:59", "2026-13-01T00:00"])
def test_date_that_is_none_is_refused(tab, when):
    tab.open()
    tab.send(**TEXT)
    assert tab.send("publish", when=when).status_code == 422
    assert Post.objects.get().state == "draft"


def test_article_that_ended_can_be_published_again(tab, public, client, clock):
    tab.open(public.pk)
    tab.post("unpublish", at=in_hours(2))
    clock(hours=3)
    tab.send("publish")
    assert client.get("/hips/").status_code == 200


def test_update_shows_the_working_copy(tab, public, client):
    tab.open(public.pk)
    tab.send(title="Strong hips", tags=["hips"])
    tab.send("publish")
    assert "changes" not in tab.state["sentence"]
    assert "Strong hips" in client.get("/hips/").content.decode()
    assert [*Post.objects.get().tags.names()] == ["hips"]


def test_update_keeps_the_dates_unless_asked(tab, public):
    before = (public.published_at, public.updated_at)
    tab.open(public.pk)
    tab.send("publish", title="Strong hips")
    post = Post.objects.get()
    assert (post.published_at, post.updated_at) == before
    tab.send("publish", title="Stronger hips", update_date=True)
    post = Post.objects.get()
    assert post.published_at == before[0]
    assert timezone.now() - post.updated_at < timedelta(minutes=1)


def test_changed_address_of_a_public_article_moves_with_the_update(tab, public, client):
    tab.open(public.pk)
    tab.send(slug="strong-hips")
    assert client.get("/hips/").status_code == 200
    tab.send("publish")
    assert client.get("/hips/")["Location"] == "/strong-hips/"
    tab.send(slug="")
    tab.send("publish", title="Another title")
    assert Post.objects.get().slug == "strong-hips", "an empty one changes nothing"


def test_unpublished_article_keeps_its_text_and_address(tab, public, client):
    tab.open(public.pk)
    tab.send(body="<p>Newer.</p>")
    assert tab.post("unpublish").status_code == 200
    assert client.get("/hips/").status_code == 404
    post = Post.objects.get()
    assert (post.state, post.body, post.slug) == ("draft", "<p>Newer.</p>", "hips")
    tab.send(title="Another title")
    assert Post.objects.get().slug == "hips"


def test_republished_article_keeps_its_date_unless_asked(tab, public):
    tab.open(public.pk)
    tab.send(title="Hips!")
    tab.post("unpublish")
    tab.send("publish")
    assert Post.objects.get().published_at == public.published_at
    tab.post("unpublish")
    tab.send("publish", update_date=True)
    assert Post.objects.get().published_at > public.published_at + timedelta(days=6)


def test_private_article_is_for_nobody_and_follows_what_is_written(tab, public, client):
    tab.open(public.pk)
    tab.post("private")
    assert client.get("/hips/").status_code == 404
    tab.send(title="Mine alone")
    assert (Post.objects.get().title, tab.state["sentence"]) == ("Mine alone", "Private")
    tab.post("draft")
    assert Post.objects.get().state == "draft"


def test_discarded_changes_stay_a_version(tab, public):
    tab.open(public.pk)
    tab.send(body="<p>Not good.</p>")
    answer = tab.post("discard").json()
    assert answer["content"]["body"] == "<p>Lift.</p>"
    assert "changes" not in answer["state"]["sentence"]
    assert Revision.objects.filter(content__body="<p>Not good.</p>").exists()


def test_repeated_request_publishes_once(tab):
    tab.open()
    tab.send(**TEXT)
    tab.number += 1
    first, second = tab.repeat("publish"), tab.repeat("publish")
    assert (first.status_code, second.status_code) == (200, 200)
    assert Revision.objects.filter(kind="publication").count() == 1


def test_publishing_what_somebody_else_has_changed_is_refused(tab, other):
    tab.open()
    tab.send(**TEXT)
    tab_of(other).open(tab.pk).send(body="<p>Hers.</p>")
    assert tab.send("publish").status_code == 409
    assert Post.objects.get().state == "draft"


def test_publishing_does_not_disturb_who_has_seen_the_text(tab, other, coach):
    tab.open()
    tab.send(**TEXT)
    others = tab_of(other).open(tab.pk)
    tab.send("publish")
    assert others.send(title="Hers").status_code == 200


def test_page_is_scheduled_and_ends_like_an_article(coach, client, clock):
    tab = tab_of(coach, "page").open()
    tab.send(title="Plans", body="<p>Three.</p>")
    tab.send("publish", when=in_hours(2))
    assert client.get("/plans/").status_code == 404
    clock(hours=3)
    assert client.get("/plans/").status_code == 200
    tab.post("unpublish", at=in_hours(2))
    clock(hours=3)
    assert client.get("/plans/").status_code == 404


@pytest.mark.parametrize("act", ["publish", "unpublish", "private", "draft"])
def test_writer_may_not_change_what_is_public(writer, public, act):
    tab = tab_of(writer).open(public.pk)
    assert tab.state["primary"] == "review"
    assert tab.send(act, title="Mine").status_code == 403
    post = Post.objects.get()
    assert (post.state, post.title) == ("published", "Hips")


def test_writer_asks_those_who_may_publish_for_a_review(writer, coach, other):
    tab = tab_of(writer).open()
    tab.send(**TEXT)
    for _ in range(2):
        assert tab.post("review").status_code == 200
    mails = OutgoingMail.objects.order_by("to")
    assert sorted(mail.to for mail in mails) == sorted([coach.email, other.email])
    assert mails[0].subject == "Wim asks you to look at “Strong hips”"
    assert f"/admin/blog/post/{tab.pk}/" in mails[0].text
    tab.open(tab.pk)
    assert "waits for a review" in tab.state["sentence"]
    tab_of(coach).open(tab.pk).send("publish")
    assert Post.objects.get().review_asked_at is None


def test_address_that_was_never_public_leaves_no_redirect(tab):
    tab.open()
    tab.send(**TEXT, slug="one")
    tab.send(slug="two")
    assert [*Address.objects.values_list("slug", flat=True)] == ["two"]
