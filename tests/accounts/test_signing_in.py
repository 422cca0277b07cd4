import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories import PASSWORD, make_coach, make_user, sign_in

pytestmark = pytest.mark.django_db

ROUTES_THAT_ARE_OFF = (
    "account_signup account_email account_inactive socialaccount_connections usersessions_list".split()
)


@pytest.fixture
def mara():
    return make_coach(email="mara@example.org", password=PASSWORD)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("typed", ["mara@example.org", "Mara@Example.ORG", " mara@example.org "])
def test_email_is_accepted_in_any_case(client, mara, typed):
    response = client.post("/account/login/", {"login": typed, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert is_signed_in(client)


def test_wrong_password_is_refused(client, mara):
    response = sign_in(client, mara, "guess")
    assert "is not correct" in response.text
    assert not is_signed_in(client)


def refusal(client: Client, email: str) -> str:
    """The whole page without the parts that differ in each response."""
    page = client.post("/account/login/", {"login": email, "password": "guess"}).text.replace(email, "")
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page)


def test_unknown_email_gets_the_same_page(client, mara):
    assert refusal(client, mara.email) == refusal(client, "nobody@example.org")


def test_inactive_user_gets_the_same_page(client):
    gone = make_user(is_active=False, password=PASSWORD)
    assert "is not correct" in sign_in(client, gone).text


def test_user_who_is_not_staff_cannot_open_the_admin(client):
    reader = make_user(password=PASSWORD)
    sign_in(client, reader)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "/account/logout/" in response.text


def test_session_key_changes_at_sign_in(client, mara):
    client.get("/account/login/passkey/", headers={"Accept": "application/json"})
    before = client.cookies["sessionid"].value
    sign_in(client, mara)
    assert client.cookies["sessionid"].value != before


def test_get_does_not_sign_out(client, mara):
    sign_in(client, mara)
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    assert not is_signed_in(client)


def test_sign_in_page_of_the_admin_redirects(client, mara):
    response = client.get("/admin/blog/post/?q=hips", follow=True)
    assert response.redirect_chain[-1][0] == "/account/login/?next=%2Fadmin%2Fblog%2Fpost%2F%3Fq%3Dhips"
    response = client.post("/admin/login/", {"username": mara.email, "password": PASSWORD})
    assert response["Location"] == "/account/login/"
    assert not is_signed_in(client)


def test_sign_in_redirects_to_the_requested_page(client, mara):
    response = client.post(
        "/account/login/", {"login": mara.email, "password": PASSWORD, "next": "/admin/blog/post/?q=hips"}
    )
    assert response["Location"] == "/admin/blog/post/?q=hips"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/admin/\t/evil.example",
    "javascript:alert(1)",
    "http:///evil.example/",
    "/admin/nothing-stands-here/",
    "/accounts/profile/",
    "/nothing-stands-here/",
    "/admin/../nothing/",
    "http://testserver/admin/",
    "/account/nothing/",
]


@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.parametrize("is_in_form", [True, False])
def test_sign_in_never_redirects_to_another_site(client, mara, url, is_in_form):
    data = {"login": mara.email, "password": PASSWORD}
    query = {} if is_in_form else {"next": url}
    response = client.post("/account/login/", {**data, "next": url} if is_in_form else data, query_params=query)
    assert response["Location"] == "/admin/"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_signed_in_user_is_never_redirected_to_another_site(client, mara, url):
    client.force_login(mara)
    for door in ("/admin/login/", "/account/login/"):
        assert client.get(door, query_params={"next": url})["Location"] == "/admin/"


def test_post_after_the_session_ended_leads_back_to_its_page(client):
    form = "/admin/coaching/application/7/change/"
    headers = {"Referer": f"http://testserver{form}"}
    response = client.post("/admin/coaching/application/7/move/", headers=headers)
    assert response["Location"] == "/account/login/?next=%2Fadmin%2Fcoaching%2Fapplication%2F7%2Fchange%2F"


def test_post_from_another_site_has_its_own_path_as_next(client):
    response = client.post("/admin/blog/post/add/", headers={"Referer": "http://evil.example/admin/"})
    assert response["Location"] == "/account/login/?next=%2Fadmin%2Fblog%2Fpost%2Fadd%2F"


def test_post_without_the_csrf_cookie_leads_back_to_its_page():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/blog/post/add/", headers={"Referer": "http://testserver/admin/blog/post/add/"})
    assert response.status_code == 403
    assert 'href="/account/login/?next=%2Fadmin%2Fblog%2Fpost%2Fadd%2F"' in response.text


def test_forbidden_page_links_to_the_front_of_the_admin(client):
    client.force_login(make_user(is_staff=True))
    response = client.get("/admin/people/")
    assert response.status_code == 403
    assert 'href="/admin/"' in response.text


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/account/login/code/"])
def test_pages_are_not_cached(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ROUTES_THAT_ARE_OFF)
def test_unused_views_of_allauth_have_no_url(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_former_email_cannot_sign_in(client, mara):
    """allauth stores addresses in its own rows, so both password and mail are checked."""
    mara.email = "mara@new.example.org"
    mara.save()
    assert [row.email for row in EmailAddress.objects.filter(user=mara)] == ["mara@new.example.org"]
    response = client.post("/account/login/", {"login": "mara@example.org", "password": PASSWORD})
    assert response.status_code == 200
    assert not is_signed_in(client)


def test_change_of_the_password_ends_other_sessions(client, mara):
    other = Client()
    sign_in(other, mara)
    sign_in(client, mara)
    new = "carry-hinge-row-77"
    response = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_admin_redirects_to_our_change_of_the_password(client, mara):
    client.force_login(mara)
    assert client.get("/admin/password_change/")["Location"] == "/account/password/"
