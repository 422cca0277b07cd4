import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError

from accounts.models import Profile, User
from tests.factories import make_coach, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "squat-press-pull-42"


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def profile_form(user: User, **fields) -> dict:
    links = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "links-0-position": "0"}
    return {"user": user.pk, "biography": "<p>Hello.</p>", **links, **fields}


@pytest.mark.parametrize("typed", ["mara@example.org", "Mara@Example.ORG"])
def test_signs_in_with_the_email_in_any_case(client, typed):
    make_user(email="mara@example.org", password=PASSWORD, is_staff=True)
    client.post("/admin/login/?next=/admin/", {"username": typed, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200


def test_wrong_password_is_refused(client):
    make_user(email="mara@example.org", password=PASSWORD, is_staff=True)
    response = client.post("/admin/login/", {"username": "mara@example.org", "password": "guess"})
    assert "Please enter the correct" in response.content.decode()


def test_who_is_no_staff_stays_out(client):
    make_user(email="reader@example.org", password=PASSWORD)
    client.post("/admin/login/", {"username": "reader@example.org", "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_who_left_stays_out():
    make_user(email="gone@example.org", password=PASSWORD, is_active=False)
    assert authenticate(username="gone@example.org", password=PASSWORD) is None


def test_email_stands_once_whatever_its_case():
    make_user(email="Mara@Example.org")
    with pytest.raises(IntegrityError):
        make_user(email="mara@example.ORG")


def test_new_person_is_added(client, coach):
    data = {"display_name": "Tom", "email": "Tom@Example.org", "usable_password": "true"}
    response = client.post("/admin/accounts/user/add/", {**data, "password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 302
    assert authenticate(username="tom@example.org", password=PASSWORD) == User.objects.get(display_name="Tom")


def test_taken_email_is_told(client, coach):
    make_user(email="tom@example.org")
    data = {"display_name": "Tom", "email": "TOM@example.org", "usable_password": "true"}
    response = client.post("/admin/accounts/user/add/", {**data, "password1": PASSWORD, "password2": PASSWORD})
    assert "already exists" in response.context["adminform"].form.errors["email"][0]


def test_lists_and_forms_open(client, coach):
    for address in ("user/", f"user/{coach.pk}/change/", "profile/", f"profile/{coach.profile.pk}/change/"):
        assert client.get(f"/admin/accounts/{address}").status_code == 200


def test_profile_takes_its_address_from_the_name(client, coach):
    tom = make_user(display_name="Tom Berg")
    assert client.post("/admin/accounts/profile/add/", profile_form(tom)).status_code == 302
    assert client.get("/author/tom-berg/").status_code == 200


def test_taken_address_of_a_profile_is_told(client, coach):
    tom = make_user()
    response = client.post("/admin/accounts/profile/add/", profile_form(tom, slug=coach.profile.slug))
    assert response.context["adminform"].form.errors["slug"]
    assert not Profile.objects.filter(user=tom).exists()


def test_profile_has_links(client, coach):
    tom = make_user(display_name="Tom Berg")
    link = {"links-0-label": "Club", "links-0-url": "https://example.org/"}
    client.post("/admin/accounts/profile/add/", profile_form(tom, **link))
    assert 'href="https://example.org/"' in client.get("/author/tom-berg/").content.decode()


def test_link_that_is_a_script_is_refused(client, coach):
    tom = make_user()
    link = {"links-0-label": "Club", "links-0-url": "javascript:alert(1)"}
    assert client.post("/admin/accounts/profile/add/", profile_form(tom, **link)).status_code == 200
    assert not Profile.objects.filter(user=tom).exists()
