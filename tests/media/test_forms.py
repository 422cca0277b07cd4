"""Pictures in the forms of the rows that show them: a chosen file adds a row to the library."""

import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Profile
from blog.models import Page, SiteTexts
from media.models import Picture
from offers.models import Offer
from tests.factories import (
    make_answer,
    make_category,
    make_coach,
    make_comment,
    make_offer,
    make_page,
    make_picture,
    make_post,
    make_user,
)

pytestmark = pytest.mark.django_db

OFFER = {"name": "Plan", "button": "Go", "target": "/apply/"}


@pytest.fixture
def staff(client):
    client.force_login(make_coach())
    return client


def jpeg(name: str = "squat.jpg") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (90, 60), "tomato").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def send(staff, offer: Offer, **fields):
    response = staff.post(f"/admin/offers/offer/{offer.pk}/change/", {**OFFER, **fields})
    offer.refresh_from_db()
    return response


def test_another_file_is_a_new_row_and_the_former_row_stays(staff):
    former = make_picture(alternative_text="A squat")
    offer = make_offer(picture=former)
    send(staff, offer, picture=jpeg("lunge.jpg"), picture_alt="A lunge")
    former.refresh_from_db()
    assert (former.alternative_text, offer.picture.alternative_text) == ("A squat", "A lunge")
    assert former.file.storage.exists(former.file.name)


def test_alternative_text_is_changed_without_a_new_row(staff):
    offer = make_offer(picture=make_picture(alternative_text="A squat"))
    send(staff, offer, picture_alt="A deep squat")
    assert offer.picture.alternative_text == "A deep squat"
    assert Picture.objects.count() == 1


def test_form_shows_the_current_picture(staff):
    offer = make_offer(picture=make_picture(alternative_text="A squat"))
    html = staff.get(f"/admin/offers/offer/{offer.pk}/change/").content.decode()
    assert offer.picture.url in html
    assert 'value="A squat"' in html


def test_staff_who_may_only_view_see_the_alternative_text(client):
    offer = make_offer(picture=make_picture(alternative_text="A squat"))
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_offer"))
    client.force_login(viewer)
    html = client.get(f"/admin/offers/offer/{offer.pk}/change/").content.decode()
    assert "Picture in words" in html
    assert '<div class="readonly">A squat</div>' in html


def test_alternative_text_without_a_picture_is_refused_and_kept_in_the_form(staff):
    offer = make_offer()
    html = send(staff, offer, picture_alt="A squat").content.decode()
    assert "There is no picture yet" in html
    assert 'value="A squat"' in html


def test_invalid_form_adds_no_picture(staff):
    offer = make_offer()
    assert send(staff, offer, name="", picture=jpeg()).status_code == 200
    assert not Picture.objects.exists()


def test_profile_site_and_offer_get_pictures(staff):
    offer = make_offer()
    SiteTexts(pk=1).save()
    none = {f"{name}-{count}_FORMS": "0" for name in ("links", "menu") for count in ("TOTAL", "INITIAL")}
    profile = Profile.objects.get()
    for url, values in (
        (f"accounts/profile/{profile.pk}", {"user": profile.user_id, "slug": "mara", "photo": jpeg()}),
        ("blog/sitetexts/1", {"name": "Sturdy", "hero": jpeg(), "hero_alt": "A squat"}),
        (f"offers/offer/{offer.pk}", {"name": "Plan", "button": "Go", "target": "/apply/", "picture": jpeg()}),
    ):
        assert staff.post(f"/admin/{url}/change/", {**none, **values}).status_code == 302
    assert Profile.objects.get().photo
    assert SiteTexts.load().hero.alternative_text == "A squat"
    assert Offer.objects.get(pk=offer.pk).picture


def test_pictures_take_no_additional_query(direct_client):
    core, coach = make_category("Core"), make_coach()
    post = make_post("hips", author=coach, categories=[core])
    make_post("other", author=coach, categories=[core])
    make_answer(make_comment(post), author=coach)
    make_offer("below", categories=[core])
    make_offer("collecting", collects_sign_ups=True, target="")
    make_page()
    SiteTexts(pk=1).save()
    urls = ["/", "/articles/", "/hips/", "/about/", coach.profile.get_absolute_url(), "/sign-up/collecting/"]

    def queries() -> dict[str, int]:
        counts = {}
        for url in urls:
            with CaptureQueriesContext(connection) as context:
                assert direct_client.get(url).status_code == 200
            counts[url] = len(context)
        return counts

    queries()
    without = queries()
    for model, name in (
        (type(post), "cover"),
        (Page, "cover"),
        (SiteTexts, "hero"),
        (Profile, "photo"),
        (Offer, "picture"),
    ):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(**{name: make_picture(60, 40, is_rendered=True)})
    counts = queries()
    assert [url for url in urls if counts[url] > without[url]] == []
    assert direct_client.get("/hips/").content.decode().count("<picture>") >= 4
