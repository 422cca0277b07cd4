import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError

from accounts.models import Profile, User
from tests.factories import PASSWORD, make_coach, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def profile_form(user: User, **fields) -> dict:
    links = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "links-0-position": "0"}
    return {"user": user.pk, "biography": "<p>Hello.</p>", **links, **fields}


def test_inactive_user_cannot_sign_in():
    make_user(email="gone@example.org", password=PASSWORD, is_active=False)
    assert authenticate(username="gone@example.org", password=PASSWORD) is None


def test_email_is_unique_in_any_case():
    make_user(email="Mara@Example.org")
    with pytest.raises(IntegrityError):
        make_user(email="mara@example.ORG")


def test_lists_and_forms_open(client, coach):
    for path in ("profile/", f"profile/{coach.profile.pk}/change/"):
        assert client.get(f"/admin/accounts/{path}").status_code == 200


def test_profile_gets_its_slug_from_the_name(client, coach):
    tom = make_user(display_name="Tom Berg")
    assert client.post("/admin/accounts/profile/add/", profile_form(tom)).status_code == 302
    assert client.get("/author/tom-berg/").status_code == 200


def test_taken_slug_of_a_profile_is_an_error(client, coach):
    tom = make_user()
    response = client.post("/admin/accounts/profile/add/", profile_form(tom, slug=coach.profile.slug))
    assert response.context["adminform"].form.errors["slug"]
    assert not Profile.objects.filter(user=tom).exists()


def test_profile_has_links(client, coach):
    tom = make_user(display_name="Tom Berg")
    link = {"links-0-label": "Club", "links-0-url": "https://example.org/"}
    client.post("/admin/accounts/profile/add/", profile_form(tom, **link))
    assert 'href="https://example.org/"' in client.get("/author/tom-berg/").content.decode()


def test_link_with_a_script_url_is_refused(client, coach):
    tom = make_user()
    link = {"links-0-label": "Club", "links-0-url": "javascript:alert(1)"}
    assert client.post("/admin/accounts/profile/add/", profile_form(tom, **link)).status_code == 200
    assert not Profile.objects.filter(user=tom).exists()
