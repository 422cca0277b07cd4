import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from accounts.models import Profile
from blog import share_pictures
from blog.models import Post, SharePicture, SiteTexts
from blog.site_choices import Colours
from blog.tasks import draw_share_pictures
from media.models import Picture
from tests.blog.hidden import hidden
from tests.factories import make_category, make_offer, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(django_capture_on_commit_callbacks):
    """Run the task, and return the pictures by path."""

    def run() -> dict[str, SharePicture]:
        with django_capture_on_commit_callbacks(execute=True):
            draw_share_pictures.func()
        return {picture.path: picture for picture in SharePicture.objects.all()}

    return run


def image(picture: SharePicture) -> Image.Image:
    with default_storage.open(picture.file) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def test_each_page_without_a_picture_gets_one(client, drawn):
    post = make_post("hips", categories=[make_category("Core")], tags=["strong"])
    make_page("about")
    make_offer("plan", collects_sign_ups=True, target="")
    found = drawn()
    author = post.author.profile.get_absolute_url()
    lists = {"/", "/articles/", "/category/core/", "/tag/strong/", author}
    assert found.keys() == {"/hips/", "/about/", "/apply/", "/privacy/", "/sign-up/plan/", *lists}
    for picture in found.values():
        response = client.get(picture.url)
        assert response["Content-Type"] == "image/png"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (1200, 630)


def test_picture_of_a_page_is_cut_around_its_focal_point(client, drawn):
    cover = make_picture(1300, 1600, alternative_text="A bar", focal_y=100)
    post = make_post("hips", cover=cover)
    assert '<meta property="og:image:height" content="1600">' in client.get("/hips/").content.decode()
    cut = drawn()["/hips/"]
    sent = client.get(cut.url)
    assert sent["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(b"".join(sent.streaming_content))).size == (1200, 630)
    html = client.get("/hips/").content.decode()
    for tag in (cut.url, 'og:image:height" content="630"', 'og:image:alt" content="A bar"', "summary_large_image"):
        assert tag in html
    Picture.objects.update(focal_y=0)
    other = drawn()["/hips/"]
    assert other.digest != cut.digest
    assert not default_storage.exists(cut.file)
    Post.objects.filter(pk=post.pk).update(cover=None)
    assert drawn()["/hips/"].digest not in (cut.digest, other.digest)


def test_two_pages_with_one_picture_have_a_file_each(drawn):
    cover = make_picture(1300, 700)
    make_post("hips", cover=cover)
    knees = make_post("knees", cover=cover)
    kept = drawn()["/hips/"]
    Post.objects.filter(pk=knees.pk).update(cover=None)
    drawn()
    assert default_storage.exists(kept.file)


def test_picture_whose_file_is_lost_is_shared_as_it_was(client, drawn):
    cover = make_picture(1300, 700)
    make_post("hips", cover=cover)
    default_storage.delete(cover.file.name)
    assert "/hips/" not in drawn()
    assert cover.url in client.get("/hips/").content.decode()


def test_pages_with_a_small_picture_or_a_portrait_get_none(drawn):
    post = make_post("hips", cover=make_picture(1199, 800))
    make_page("about", cover=make_picture(1600, 629))
    Profile.objects.update(photo=make_picture())
    assert not {"/hips/", "/about/", post.author.profile.get_absolute_url()} & drawn().keys()


@hidden
def test_hidden_articles_get_none(drawn, hidden):
    make_post("secret", **hidden)
    assert "/secret/" not in drawn()


def test_head_names_the_picture_from_the_next_build_on(client, settings, drawn):
    settings.SITE_URL = "https://coach.example.com"
    make_post("hips", title="Strong “hips”")
    assert "og:image" not in client.get("/hips/").content.decode()
    html, url = (drawn()["/hips/"].url, client.get("/hips/").content.decode())[::-1]
    for tag in (
        f'<meta property="og:image" content="https://coach.example.com{url}">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        '<meta property="og:image:alt" content="Strong “hips”">',
        '<meta name="twitter:card" content="summary_large_image">',
    ):
        assert tag in html


def test_page_without_a_drawn_picture_shows_that_of_the_front_page(client, drawn):
    front = drawn()["/"]
    make_post("hips")
    assert front.url in client.get("/hips/").content.decode()


def test_new_words_make_a_new_picture_and_the_old_file_goes(drawn):
    make_post("hips", title="Strong hips")
    before = drawn()["/hips/"]
    Post.objects.update(title="Stronger hips")
    after = drawn()["/hips/"]
    assert after.digest != before.digest
    assert default_storage.exists(after.file)
    assert not default_storage.exists(before.file)


def test_new_colours_and_a_new_name_make_new_pictures(drawn):
    before = drawn()["/articles/"].digest
    SiteTexts(pk=1, colours=Colours.SEA).save()
    in_sea = drawn()["/articles/"]
    SiteTexts.objects.update(name="Strong & Calm")
    assert len({before, in_sea.digest, drawn()["/articles/"].digest}) == 3
    assert (0x17, 0x60, 0x8A) in {colour for _count, colour in image(drawn()["/articles/"]).getcolors(100_000)}


def test_picture_of_a_page_that_is_gone_goes(drawn):
    make_post("hips")
    before = drawn()["/hips/"]
    Post.objects.update(state=Post.State.DRAFT)
    assert "/hips/" not in drawn()
    assert not default_storage.exists(before.file)


def test_nothing_is_drawn_twice(drawn):
    assert drawn()
    assert share_pictures.draw_missing() == 0


def test_work_goes_on_where_it_ended(drawn):
    assert share_pictures.draw_missing(seconds=0) == 0
    assert len(drawn()) == 4


def test_address_that_is_too_long_for_a_row_is_left_out(drawn):
    make_post("д" * 190)
    assert max(map(len, drawn())) < 600


@pytest.mark.parametrize("colours", Colours)
def test_each_choice_of_colours_has_those_of_a_picture(colours):
    found = share_pictures.colours_of(SiteTexts(colours=colours))
    assert found.ground not in {found.title, found.accent, found.coach}


def test_command_draws_all_again_and_says_how_far_it_is(drawn, capsys):
    picture = drawn()["/"]
    default_storage.delete(picture.file)
    call_command("draw_share_pictures")
    assert default_storage.exists(picture.file)
    assert capsys.readouterr().out.splitlines() == ["4 of 4", "4 share pictures are drawn."]
