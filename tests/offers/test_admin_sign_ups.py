import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from offers.models import Offer, SignUp
from tests.factories import make_coach, make_offer, make_page, make_post, make_sign_up, make_user
from tests.offers.test_admin_offers import ADD, NEW

pytestmark = pytest.mark.django_db

LIST = reverse("admin:offers_signup_changelist")
EXPORT = reverse("admin:offers_signup_export")


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def exported(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(("query", "names"), [("", {"Nadia", "Kim"}), ("?confirmed=1", {"Nadia"}), ("?q=kim", {"Kim"})])
def test_csv_file_has_the_filtered_list(admin, query, names):
    make_sign_up(name="Nadia", confirmed_at=timezone.now(), post=make_post(title="Hips"))
    make_sign_up(name="Kim", email="kim@example.org")
    html = admin.get(f"{LIST}{query}").text
    assert {name for name in ("Nadia", "Kim") if f">{name}</a>" in html} == names
    assert f'href="{EXPORT}{query or "?"}"' in html
    header, *rows = exported(admin.get(f"{EXPORT}{query}"))
    assert header == ["Name", "E-mail", "Offer", "Article", "Signed up", "Confirmed"]
    assert {row[0] for row in rows} == names


def test_csv_file_is_filtered_by_offer(admin):
    sign_up = make_sign_up(name="Nadia")
    make_sign_up(name="Kim")
    _header, row = exported(admin.get(f"{EXPORT}?offer={sign_up.offer.pk}"))
    assert row[:3] == ["Nadia", sign_up.email, sign_up.offer.name]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_csv_file_contains_no_formula(admin, name):
    make_sign_up(name=name)
    _header, row = exported(admin.get(EXPORT))
    assert "'" in row[0]


def test_csv_file_needs_permission_to_view_sign_ups(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(EXPORT).status_code == 403


def test_list_takes_the_same_queries_for_any_number_of_sign_ups(admin, django_assert_num_queries):
    make_sign_up(post=make_post())
    admin.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    offer = make_offer()
    for _ in range(20):
        make_sign_up(offer, post=make_post())
    with django_assert_num_queries(len(few)):
        admin.get(LIST)


def test_sign_up_can_be_deleted(admin):
    sign_up = make_sign_up()
    admin.post(reverse("admin:offers_signup_delete", args=[sign_up.pk]), {"post": "yes"})
    assert not SignUp.objects.exists()


def test_coach_adds_an_offer_with_a_page_and_a_file(admin):
    page = make_page("gift", is_published=False)
    file = SimpleUploadedFile("gift.pdf", b"%PDF")
    data = {**NEW, "target": "", "collects_sign_ups": "on", "page": page.pk, "file": file}
    assert admin.post(ADD, data).status_code == 302
    offer = Offer.objects.get(slug="28-days")
    assert (offer.page, offer.collects_sign_ups) == (page, True)
    with offer.file.open() as kept:
        assert kept.read() == b"%PDF"
    html = admin.get(reverse("admin:offers_offer_change", args=[offer.pk])).text
    assert "gift" in html
    assert "/media/offers/gift" not in html


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"target": "", "collects_sign_ups": "on"}, "the page or file that people get"),
        ({"target": ""}, "Where does it lead?"),
    ],
)
def test_offer_without_one_target_is_refused(admin, data, sentence):
    assert sentence in admin.post(ADD, {**NEW, **data}).text
    assert not Offer.objects.filter(slug="28-days").exists()


def test_too_large_file_is_refused(admin, monkeypatch):
    monkeypatch.setattr("offers.models.offer.MAX_BYTES", 3)
    file = SimpleUploadedFile("gift.pdf", b"%PDF")
    assert "Please choose a smaller one." in admin.post(ADD, {**NEW, "collects_sign_ups": "on", "file": file}).text


def test_replaced_or_deleted_file_is_removed_from_storage(django_capture_on_commit_callbacks):
    offer = make_offer(collects_sign_ups=True, target="", file=ContentFile(b"old", "gift.txt"))
    old, storage = offer.file.name, offer.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        offer.file = ContentFile(b"new", "gift.txt")
        offer.save()
    assert not storage.exists(old)
    assert storage.exists(offer.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        offer.delete()
    assert not storage.exists(offer.file.name)


def test_offer_with_sign_ups_is_not_deleted(admin):
    sign_up = make_sign_up()
    admin.post(reverse("admin:offers_offer_delete", args=[sign_up.offer.pk]), {"post": "yes"})
    assert SignUp.objects.exists()


def test_page_of_a_sign_up_is_named_after_the_person(admin):
    sign_up = make_sign_up(name="Nadia")
    assert "<h1>Nadia" in admin.get(reverse("admin:offers_signup_change", args=[sign_up.pk])).text


def test_page_that_deletes_a_sign_up_names_the_person(admin):
    sign_up = make_sign_up(name="Nadia")
    html = admin.get(reverse("admin:offers_signup_delete", args=[sign_up.pk])).text
    assert "<h1>Delete “Nadia”?</h1>" in html
    assert html.count(">Nadia<") == 1
    assert str(sign_up) not in html


def test_row_that_nobody_changes_has_no_list_of_changes(admin):
    sign_up, offer = make_sign_up(), make_offer()
    changes = "What was changed"
    assert changes not in admin.get(reverse("admin:offers_signup_change", args=[sign_up.pk])).text
    assert changes in admin.get(reverse("admin:offers_offer_change", args=[offer.pk])).text
