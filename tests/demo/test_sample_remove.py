"""The sample content is removed in one step, and nothing else is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import Profile, User
from accounts.roles import Role
from blog.models import Category, ExternalLink, LinkReplacement, Page, Post, Revision, SiteTexts
from coaching.models import Application
from comments.models import Comment, MailRecipient
from demo import removal, site
from media.models import Picture
from offers.models import Click, Offer, SignUp
from outbox.models import OutgoingMail
from podcast.models import Episode, Show
from tests.factories import (
    PASSWORD,
    make_application,
    make_comment,
    make_page,
    make_picture,
    make_post,
    make_sign_up,
    make_user,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.folders]

ACCOUNT = {"name": "Nora Berg", "email": "Nora@Example.com", "password1": PASSWORD, "password2": PASSWORD}
PAGE = "/admin/sample/remove/"


@pytest.fixture(scope="module")
def pictures(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    media = tmp_path_factory.mktemp("sample")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            call_command("load_demo", verbosity=0)
        yield media
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _sample(pictures: Path, db: None, settings: Settings) -> None:
    settings.MEDIA_ROOT = pictures


@pytest.fixture
def mara() -> User:
    return User.objects.get(email=site.MARA.email)


@pytest.fixture
def staff(mara) -> Client:
    client = Client()
    client.force_login(mara)
    return client


def remove(staff: Client, **fields):
    return staff.post(PAGE, {**ACCOUNT, **fields}, follow=True)


MODELS = [
    Application,
    Category,
    Click,
    Comment,
    Episode,
    ExternalLink,
    LinkReplacement,
    MailRecipient,
    OutgoingMail,
    Page,
    Picture,
    Post,
    Show,
]


def test_nothing_of_the_sample_is_left(staff):
    assert "The site is yours" in remove(staff).text
    left = {model: model.objects.count() for model in (*MODELS, SignUp, SiteTexts, Profile)}
    assert left == dict.fromkeys(left, 0)
    assert [(offer.slug, offer.line) for offer in Offer.objects.all()] == [("coaching", "")]
    assert not Post.tags.through.objects.exists()
    assert not Post.tags.all().exists()
    assert User.objects.get().email == "nora@example.com"


def test_public_pages_are_those_of_a_new_site(staff, client):
    assert client.get("/the-dead-bug-done-properly/").status_code == 200
    remove(staff)
    assert client.get("/the-dead-bug-done-properly/").status_code == 404
    assert "Mara" not in client.get("/").text


def test_coach_of_the_sample_becomes_the_owner_and_stays_signed_in(staff, mara):
    remove(staff)
    assert staff.get("/admin/").status_code == 200
    mara.refresh_from_db()
    assert (mara.display_name, mara.role, mara.check_password(PASSWORD)) == ("Nora Berg", Role.OWNER, True)


def test_password_of_the_sample_is_worthless_afterwards(staff):
    remove(staff)
    assert sign_in(Client(), User(email=site.MARA.email), site.PASSWORD).status_code == 200
    assert sign_in(Client(), User(email="nora@example.com"), site.PASSWORD).status_code == 200


def test_others_who_are_signed_in_as_the_coach_are_signed_out(staff, mara):
    other = Client()
    other.force_login(mara)
    remove(staff)
    assert other.get("/admin/").status_code == 302


def test_owner_with_an_own_account_keeps_it(mara):
    nora = make_user(is_staff=True, role=Role.OWNER, email="nora@example.com", password=PASSWORD)
    make_post("hips", author=mara)
    client = Client()
    client.force_login(nora)
    assert 'name="password1"' not in client.get(PAGE).text
    client.post(PAGE)
    assert list(User.objects.all()) == [nora]
    assert Post.objects.get().author == nora


def test_own_rows_stay(staff, mara):
    core = Category.objects.get(name="Core")
    own = [
        make_post("my-hips", author=mara, categories=[core], tags=["hips"], body="<p>Hips.</p>"),
        make_page("prices"),
        make_application(email="nadia@example.org"),
        make_picture(60, 40, "squat.webp"),
    ]
    question = make_comment(own[0], email="nadia@example.org")
    remove(staff)
    for row in [*own, question]:
        row.refresh_from_db()
    assert own[0].author == mara
    assert [category.name for category in Category.objects.all()] == ["Blog", "Core"]
    assert own[0].tags.get().name == "hips"
    assert Post.objects.count() == Application.objects.count() == Comment.objects.count() == 1


def article(slug: str) -> Post:
    return Post.objects.get(address__slug=slug)


def test_article_that_was_written_in_stays_without_its_comments(staff, mara):
    edited = article("how-deep-should-you-squat")
    Revision.objects.create(post=edited, person=mara, kind=Revision.Kind.SITTING, content={}, stored={}, number=1)
    picture = edited.cover
    assert str(edited) in staff.get(PAGE).text
    remove(staff)
    assert list(Post.objects.all()) == [edited]
    assert not Comment.objects.exists()
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_article_with_a_real_comment_stays_with_that_thread(staff):
    post = article("three-planks-that-beat-a-hundred-sit-ups")
    root = post.comments.filter(thread=None).first()
    question = make_comment(parent=root, email="nadia@example.org")
    remove(staff)
    assert set(Comment.objects.filter(author=None)) >= {root, question}
    assert Comment.objects.filter(thread=None).get() == root
    assert list(Post.objects.all()) == [post]


def test_work_of_a_sample_person_in_what_stays_becomes_the_owners(staff, mara):
    post = Post.objects.filter(author__email=site.INES.email)[0]
    make_comment(post, email="nadia@example.org")
    remove(staff)
    post.refresh_from_db()
    assert post.author == mara


def test_changed_texts_of_the_site_stay(staff):
    SiteTexts.objects.update(name="Strong with Nora")
    remove(staff)
    texts = SiteTexts.objects.get()
    assert (texts.name, texts.welcome, texts.hero) == ("Strong with Nora", "", None)


def test_changed_words_of_a_client_and_own_articles_to_start_with_stay(staff, mara):
    own = make_post("my-hips", author=mara)
    texts = SiteTexts.load()
    texts.client_words, texts.start_here = "Nora got me up the hill.", [*texts.start_here, own.pk]
    texts.save()
    remove(staff)
    texts.refresh_from_db()
    assert (texts.client_words, texts.client_name, texts.start_here) == ("Nora got me up the hill.", "", [own.pk])


def test_changed_footer_stays(staff):
    SiteTexts.objects.get().menu.filter(place="footer", label="Imprint").update(label="Who we are")
    remove(staff)
    assert SiteTexts.objects.get().menu.filter(label="Who we are").exists()


def test_changed_imprint_stays(staff):
    Page.objects.filter(address__slug="imprint").update(body="<p>Nora Berg, 1 Hill Road.</p>")
    remove(staff)
    assert Page.objects.get().slug == "imprint"


def test_changed_menu_stays(staff):
    SiteTexts.objects.get().menu.create(label="Shop", target="https://shop.example.com/", position=9)
    remove(staff)
    assert SiteTexts.objects.get().menu.filter(label="Shop").exists()


def test_changed_profile_stays(staff, mara):
    Profile.objects.filter(user=mara).update(biography="<p>I am Nora.</p>")
    remove(staff)
    assert Profile.objects.get().user == mara


def test_offer_with_a_real_sign_up_stays_with_its_page(staff):
    offer = Offer.objects.get(slug="chair-routine")
    make_sign_up(offer, email="nadia@example.org")
    remove(staff)
    assert SignUp.objects.get().offer.page.slug == "chair-routine"


def test_offer_that_an_own_text_shows_stays(staff, mara):
    make_post("hips", author=mara, body='<figure data-block="offer" data-key="28-days"></figure><p>x</p>')
    remove(staff)
    assert Offer.objects.filter(slug="28-days").exists()


@pytest.mark.parametrize("fields", [{"password2": "other"}, {"name": ""}, {"email": "ines@sturdy.example"}])
def test_mistake_in_the_account_removes_nothing(staff, fields):
    assert remove(staff, **fields).status_code == 422
    assert removal.is_present()
    assert Post.objects.count() > 12


def test_page_says_how_much_goes(staff):
    html = staff.get(PAGE).text
    assert f"{Post.objects.count()} articles" in html
    assert f"{Comment.objects.count()} comments" in html
    assert f"{Application.objects.count()} applications" in html


def test_opening_the_page_removes_nothing(staff):
    staff.get(PAGE)
    assert removal.is_present()


def test_front_page_offers_it_until_it_is_done(staff):
    assert PAGE in staff.get("/admin/").text
    remove(staff)
    assert PAGE not in staff.get("/admin/").text
    assert "Your first day" in staff.get("/admin/").text


def test_writer_cannot_remove_it():
    client = Client()
    client.force_login(User.objects.get(email=site.INES.email))
    assert client.post(PAGE, ACCOUNT).status_code == 403
    assert removal.is_present()


def test_sample_is_not_loaded_again_afterwards(staff, settings):
    remove(staff)
    with pytest.raises(Exception, match="empty database"):
        call_command("load_demo", verbosity=0)
