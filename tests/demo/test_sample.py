"""The rows of the sample site, loaded once and rolled back at the end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from blog import link_replacement
from blog.models import Category, ExternalLink, LinkReplacement, Page, Post
from coaching.models import Application
from comments.models import Comment
from demo.articles import read_articles
from demo.library import FOLDER
from offers.models import Click, Offer, SignUp
from outbox.models import OutgoingMail
from podcast.models import Episode, Show
from podcast.readiness import missing_for_directories
from podcast.transcripts import cues

pytestmark = [pytest.mark.django_db, pytest.mark.folders]


def load() -> None:
    call_command("load_demo", verbosity=0)


@pytest.fixture(scope="module")
def pictures(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    media = tmp_path_factory.mktemp("sample")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            load()
        yield media
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _sample(pictures: Path, db: None, settings: Settings) -> None:
    settings.MEDIA_ROOT = pictures


def test_public_pages_of_the_sample_open(client):
    urls = ["/", "/articles/", "/about/", "/author/mara-lindt/", "/author/ines-varga/"]
    urls += [category.get_absolute_url() for category in Category.objects.all()]
    urls += [post.get_absolute_url() for post in Post.objects.published()]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


def test_sample_has_rows_of_every_kind_and_state():
    assert Post.objects.published().count() >= 12
    assert all(category.posts.exists() for category in Category.objects.exclude(parent=None))
    assert Category.objects.count() == 5
    assert Page.objects.published().filter(address__slug="about").exists()
    assert {post.state for post in Post.objects.all()} == {"draft", "published", "private"}
    assert any(post.is_scheduled for post in Post.objects.all())
    assert set(Comment.objects.values_list("state", flat=True)) == set(Comment.State)
    assert set(Application.objects.not_spam().values_list("stage", flat=True)) == set(Application.Stage)
    assert Application.objects.filter(came_from_offer__slug="coaching", came_from_post__isnull=False).exists()


def test_sample_has_offers_in_every_place_and_state(client):
    assert client.get("/").text.count('href="/go/coaching/"') == 3
    assert 'href="/go/28-days/"' in client.get("/the-dead-bug-done-properly/").text
    assert 'href="/go/28-days/"' in client.get("/three-planks-that-beat-a-hundred-sit-ups/").text
    assert 'href="/go/chair-routine/"' in client.get("/six-minutes-for-a-day-in-a-chair/").text
    assert client.get("/sign-up/chair-routine/").status_code == 200
    assert Offer.objects.planned().exists()
    assert Offer.objects.ended().get().shown_offer().slug == "28-days"
    assert SignUp.objects.confirmed().exists()
    assert SignUp.objects.unconfirmed().exists()
    assert Click.objects.exclude(post=None).exists()
    for offer in Offer.objects.all():
        offer.full_clean()


def test_every_comment_has_the_decision_for_its_state():
    states = {comment.state for comment in Comment.objects.all()}
    last = {comment: comment.decisions.last() for comment in Comment.objects.prefetch_related("decisions")}
    assert states == set(Comment.State)
    assert [comment for comment, decision in last.items() if decision.verdict != comment.state] == []


def test_comments_are_later_than_their_parents_and_not_in_the_future():
    for comment in Comment.objects.select_related("parent", "post"):
        before = comment.parent.created_at if comment.parent else comment.post.published_at
        assert before < comment.created_at < timezone.now()


def test_sample_has_answered_and_unanswered_questions():
    questions = Comment.objects.approved().filter(author=None, parent=None, kind="comment")
    assert questions.filter(replies__isnull=True).count() >= 3
    assert questions.filter(replies__author__isnull=False).count() >= 10


def test_links_between_articles_have_targets(client):
    bodies = [*Post.objects.values_list("html", flat=True), *Page.objects.values_list("html", flat=True)]
    targets = {target for body in bodies for target in re.findall(r'href="(/[^"]*)"', body)}
    offers = {target for target in targets if target.startswith("/go/")}
    wanted = dict.fromkeys(targets - offers, 200) | dict.fromkeys(offers, 302)
    assert {target: client.get(target).status_code for target in targets} == wanted


def test_sample_has_external_links_in_every_state_and_a_replacement():
    links = ExternalLink.objects.in_use()
    assert {link.state for link in links} == {"alive", "unsure", "dead"}
    assert not links.due().exists()
    replacement = LinkReplacement.objects.with_counts().get()
    assert (replacement.total, replacement.waiting, replacement.left) == (2, 0, 0)
    written = [without_keys(article.body) for article in read_articles()]
    link_replacement.undo(replacement)
    link_replacement.continue_replacement(replacement)
    assert sorted(map(without_keys, Post.objects.values_list("body", flat=True))) == sorted(written)


def without_keys(body: str) -> str:
    """Leave out the keys of blocks, which name pictures in the files and are primary keys in the rows."""
    return re.sub(r'data-key="[^"]*"', "", body)


def test_external_links_use_reserved_hosts():
    hosts = ExternalLink.objects.values_list("host", flat=True)
    assert {".".join(host.split(".")[-2:]) for host in hosts} <= {"example.com", "example.net", "example.org"}


def test_cleaning_keeps_every_tag_of_the_articles():
    written = {article.slug: article.body for article in read_articles()}
    for post in Post.objects.select_related("address"):
        assert re.findall("<[a-z0-9]+", post.html) == re.findall("<[a-z0-9]+", written[post.slug])


def test_second_load_is_refused():
    with pytest.raises(CommandError, match="empty database"):
        load()


def test_loading_sends_no_mail():
    assert Comment.objects.exists()
    assert Application.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_every_article_has_its_own_picture():
    pictures = [article.picture for article in read_articles() if article.picture]
    assert len(set(pictures)) == len(pictures)


def test_every_picture_is_used(pictures):
    stored = {path.stem for path in pictures.rglob("*.webp")}
    assert stored == {path.stem for path in FOLDER.iterdir()}


def test_podcast_of_the_sample_can_be_heard_and_read(client):
    assert [one.kind for one in Episode.objects.public().oldest_first()] == ["trailer", "full", "full"]
    assert missing_for_directories(Show.objects.get()) == []
    assert client.get("/podcast/").status_code == client.get("/podcast/feed/").status_code == 200
    for episode in Episode.objects.all():
        assert len(b"".join(client.get(episode.audio_url))) == episode.size
        said = cues(episode.transcript)
        assert said[-1].end <= (episode.duration or 0)
        assert len(said) >= 4
