"""Codes and links by mail. The response is the same whether or not the account exists."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outbox.models import OutgoingMail
from tests.factories import PASSWORD, make_coach, make_user, sign_in

pytestmark = pytest.mark.django_db

NEW = "carry-hinge-row-77"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def mara():
    return make_coach(email="mara@example.org", password=PASSWORD)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def request_code(client: Client, email: str = "mara@example.org", **extra):
    return client.post("/account/login/code/", {"email": email}, **extra)


def request_link(client: Client, email: str = "mara@example.org", **extra):
    return client.post("/account/password/reset/", {"email": email}, **extra)


def mailed_code() -> str:
    return re.search(r"[A-Z]{4}-[A-Z]{4}", OutgoingMail.objects.get(kind="sign-in-code").text)[0]


def mailed_path() -> str:
    return re.search(r"http://[^/]+(/account/\S+)", OutgoingMail.objects.get(kind="password-reset").text)[1]


def test_code_by_mail_signs_in(client, mara):
    client.post("/account/login/code/?next=/admin/blog/post/", {"email": "Mara@Example.org"})
    code = mailed_code()
    assert code in OutgoingMail.objects.get().html
    response = client.post("/account/login/code/confirm/", {"code": code.lower(), "next": "/admin/blog/post/"})
    assert response["Location"] == "/admin/blog/post/"
    assert is_signed_in(client)


def test_code_is_valid_only_in_its_own_browser(client, mara):
    request_code(client)
    other = Client()
    request_code(other, "nobody@example.org")
    other.post("/account/login/code/confirm/", {"code": mailed_code()})
    assert not is_signed_in(other)


def test_three_wrong_codes_invalidate_the_code(client, mara):
    request_code(client)
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "BBBB-BBBB"})
    client.post("/account/login/code/confirm/", {"code": mailed_code()})
    assert not is_signed_in(client)


def test_wrong_codes_are_counted_over_all_browsers(mara):
    statuses = []
    for _ in range(3):
        client = Client()
        request_code(client)
        statuses += [client.post("/account/login/code/confirm/", {"code": "BBBB-BBBB"}).status_code for _ in range(2)]
    assert statuses == [200] * 5 + [429]


def test_requests_for_mails_are_limited(mara):
    statuses = [
        send_request(Client()).status_code for send_request in (request_code, request_link, request_code, request_link)
    ]
    assert statuses == [302, 302, 302, 429]
    assert OutgoingMail.objects.count() == 3


def test_flood_from_one_network_does_not_block_another(mara):
    for _ in range(6):
        request_link(Client(), REMOTE_ADDR="203.0.113.7")
    assert request_link(Client(), REMOTE_ADDR="198.51.100.4").status_code == 302


@pytest.mark.parametrize("send_request", [request_code, request_link])
def test_unknown_email_gets_the_same_response(mara, send_request):
    responses = [send_request(Client(), email, follow=True) for email in ("mara@example.org", "nobody@example.org")]
    assert responses[0].redirect_chain == responses[1].redirect_chain
    texts = [re.sub(r'value="\w{64}"|mara@|nobody@', "", response.text) for response in responses]
    assert texts[0] == texts[1]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("send_request", [request_code, request_link])
def test_unknown_email_causes_the_same_writes(mara, send_request):
    writes = []
    for email in ("mara@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            send_request(Client(), email)
        statements = [query["sql"].split()[0] for query in queries]
        writes.append([verb for verb in statements if verb in ("INSERT", "UPDATE")])
    assert writes[0] == writes[1]


@pytest.mark.parametrize("send_request", [request_code, request_link])
def test_inactive_user_gets_no_mail(send_request):
    make_user(email="gone@example.org", is_active=False)
    send_request(Client(), "gone@example.org")
    assert not OutgoingMail.objects.exists()


def test_password_is_reset_by_mail(client, mara):
    request_link(Client())
    page = client.get(mailed_path(), follow=True)
    response = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert response["Location"] == "/admin/"
    assert is_signed_in(client)
    mara.refresh_from_db()
    assert mara.check_password(NEW)


def test_password_reset_ends_all_other_sessions(client, mara):
    other = Client()
    sign_in(other, mara)
    request_link(Client())
    page = client.get(mailed_path(), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not is_signed_in(other)


def test_link_is_valid_once(client, mara):
    request_link(Client())
    page = client.get(mailed_path(), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    again = Client().get(mailed_path())
    assert "no longer works" in again.text


def test_weak_password_is_refused(client, mara):
    request_link(Client())
    page = client.get(mailed_path(), follow=True)
    response = client.post(page.redirect_chain[-1][0], {"password1": "short", "password2": "short"})
    assert "too short" in response.text
    mara.refresh_from_db()
    assert mara.check_password(PASSWORD)


def test_password_reset_does_not_bypass_the_second_factor(client, mara):
    TOTP.activate(mara, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    request_link(Client())
    page = client.get(mailed_path(), follow=True)
    response = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert response["Location"] == "/account/login/second-factor/"
    assert not is_signed_in(client)


def test_link_has_the_site_url_for_any_host_header(mara, settings):
    settings.ALLOWED_HOSTS = ["other.example.org"]
    settings.SITE_URL = "https://coach.example.org"
    request_link(Client(), headers={"Host": "other.example.org"})
    assert "https://coach.example.org/account/password/reset/" in OutgoingMail.objects.get().text


@pytest.mark.parametrize(("send_request", "minutes"), [(request_code, 11), (request_link, 121)])
def test_expired_mail_is_not_sent(mara, settings, run_tasks, clock, mailoutbox, send_request, minutes):
    send_request(Client())
    settings.MAILERS = MAILERS
    clock(minutes=minutes)
    run_tasks()
    assert not mailoutbox
    assert OutgoingMail.objects.get().cancelled_at


def test_account_without_a_password_can_set_one(client):
    tom = make_user(is_staff=True, password=None, email="tom@example.org")
    request_code(client, tom.email)
    client.post("/account/login/code/confirm/", {"code": mailed_code()})
    assert client.get("/account/password/")["Location"] == "/account/password/set/"
    assert client.post("/account/password/set/", {"password1": NEW, "password2": NEW}).status_code == 302
    tom.refresh_from_db()
    assert tom.check_password(NEW)
