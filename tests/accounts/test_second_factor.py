import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.roles import Role
from outbox.models import OutgoingMail
from tests.factories import PASSWORD, make_coach, make_user, sign_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def mara():
    return make_coach(email="mara@example.org", password=PASSWORD)


@pytest.fixture
def grace_of_three_days(settings):
    settings.SECOND_FACTOR_IS_ASKED_FOR = True
    settings.SECOND_FACTOR_GRACE_DAYS = 3


def totp(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def set_up_app(user) -> list[str]:
    """Returns the recovery codes."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_app_is_set_up_and_then_required(client, mara):
    sign_in(client, mara)
    page = client.get("/account/app/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.text
    response = client.post("/account/app/", {"code": totp(secret)})
    assert response["Location"] == "/account/recovery-codes/"
    assert client.get("/account/recovery-codes/").text.count("<li><code>") == 10
    cache.clear()
    other = Client()
    response = sign_in(other, mara)
    assert response["Location"] == "/account/login/second-factor/"
    assert not is_signed_in(other)
    other.post("/account/login/second-factor/", {"code": totp(secret)})
    assert is_signed_in(other)


def test_secret_is_shown_as_a_picture_to_its_owner_alone(client, mara):
    sign_in(client, mara)
    assert client.get("/account/app/code.svg").status_code == 404
    client.get("/account/app/")
    picture = client.get("/account/app/code.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    assert "no-store" in picture["Cache-Control"]
    assert Client().get("/account/app/code.svg").status_code == 302


def test_second_step_redirects_to_the_requested_page(client, mara):
    set_up_app(mara)
    client.post("/account/login/", {"login": mara.email, "password": PASSWORD, "next": "/admin/blog/post/"})
    response = client.post("/account/login/second-factor/", {"code": totp()})
    assert response["Location"] == "/admin/blog/post/"


def test_code_is_valid_once(client, mara):
    set_up_app(mara)
    for is_let_in in (True, False):
        other = Client()
        sign_in(other, mara)
        other.post("/account/login/second-factor/", {"code": totp()})
        assert is_signed_in(other) is is_let_in


def test_recovery_code_is_valid_once(mara):
    code = set_up_app(mara)[0]
    for is_let_in in (True, False):
        client = Client()
        sign_in(client, mara)
        client.post("/account/login/second-factor/", {"code": code})
        assert is_signed_in(client) is is_let_in


def test_wrong_codes_are_limited(client, mara):
    set_up_app(mara)
    sign_in(client, mara)
    statuses = [client.post("/account/login/second-factor/", {"code": f"{n:06}"}).status_code for n in range(6)]
    assert statuses == [200] * 5 + [429]


def test_new_sign_in_does_not_reset_the_limit(mara):
    """Another browser or another password sign-in must not allow more guesses."""
    set_up_app(mara)
    statuses = []
    for number in range(6):
        client = Client()
        sign_in(client, mara)
        statuses.append(client.post("/account/login/second-factor/", {"code": f"{number:06}"}).status_code)
    assert statuses == [200] * 5 + [429]


@pytest.mark.parametrize("path", ["passkeys/add/", "app/", "recovery-codes/new/"])
def test_changing_factors_needs_the_password_again(client, mara, path):
    client.force_login(mara)
    assert client.get(f"/account/{path}")["Location"].startswith("/account/again/?next=")
    response = client.post("/account/again/", {"password": PASSWORD, "next": f"/account/{path}"})
    assert response["Location"] == f"/account/{path}"
    assert client.get(f"/account/{path}").status_code == 200


@pytest.mark.parametrize("credential", ["", "[]", '"x"', "{}", "null", "{", '{"response": {"userHandle": "AA"}}', "1"])
@pytest.mark.parametrize("path", ["login/passkey/", "passkeys/add/", "again/passkey/", "login/second-factor/"])
def test_invalid_passkey_is_refused(client, mara, credential, path):
    if path == "login/second-factor/":
        set_up_app(mara)
        sign_in(client, mara)
    elif path != "login/passkey/":
        client.force_login(mara)
        client.post("/account/again/", {"password": PASSWORD})
    if path == "again/passkey/":
        Authenticator.objects.create(user=mara, type="webauthn", data={"name": "Phone", "credential": {}})
    response = client.post(f"/account/{path}", {"credential": credential, "name": "Phone"})
    assert response.status_code in (200, 302)
    assert Authenticator.objects.filter(type="webauthn").count() <= 1


def test_staff_may_postpone_the_set_up_for_some_days(client, mara, grace_of_three_days, clock):
    sign_in(client, mara)
    assert "Set up a second factor" in client.get("/admin/").text
    clock(days=2)
    assert is_signed_in(client)


def test_admin_is_closed_after_the_days_of_grace(client, mara, grace_of_three_days, clock):
    sign_in(client, mara)
    client.get("/admin/")
    clock(days=3, minutes=1)
    for path in ("", "blog/post/", "people/", "jsi18n/"):
        assert client.get(f"/admin/{path}")["Location"] == "/account/"
    assert "a second factor" in client.get("/account/").text


def test_admin_opens_again_after_the_set_up(client, mara, grace_of_three_days, clock):
    sign_in(client, mara)
    client.get("/admin/")
    clock(days=3, minutes=1)
    set_up_app(mara)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "Set up a second factor" not in page.text


def test_staff_can_sign_out_without_a_second_factor(client, mara, grace_of_three_days, clock):
    sign_in(client, mara)
    client.get("/admin/")
    clock(days=4)
    assert client.post("/admin/logout/")["Location"] == "/account/login/"


def test_zero_days_of_grace_close_the_admin_at_once(client, mara, grace_of_three_days, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    sign_in(client, mara)
    assert client.get("/admin/")["Location"] == "/account/"


def test_recovery_codes_alone_are_no_second_factor(client, mara, grace_of_three_days, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    RecoveryCodes.activate(mara)
    sign_in(client, mara)
    assert client.get("/admin/")["Location"] == "/account/"


def test_page_mentions_no_second_factor_if_none_is_required(client, mara):
    sign_in(client, mara)
    assert "second factor" not in client.get("/admin/").text


def test_owner_resets_a_lost_second_factor(client, mara):
    tom = make_user(is_staff=True, role=Role.WRITER, password=PASSWORD, email="tom@example.org")
    toms = Client()
    sign_in(toms, tom)
    set_up_app(tom)
    client.force_login(mara)
    assert "second-factor/" in client.get(f"/admin/people/{tom.pk}/").text
    assert "call them" in client.get(f"/admin/people/{tom.pk}/second-factor/").text
    assert Authenticator.objects.filter(user=tom).exists()
    client.post(f"/admin/people/{tom.pk}/second-factor/")
    assert not Authenticator.objects.filter(user=tom).exists()
    assert not is_signed_in(toms)
    assert "Your second factor was reset" in OutgoingMail.objects.get(to=tom.email).text
    sign_in(toms, tom)
    assert is_signed_in(toms)


def test_command_resets_a_lost_second_factor(mara):
    set_up_app(mara)
    output = StringIO()
    call_command("reset_second_factor", "Mara@example.org", stdout=output)
    assert "mara@example.org" in output.getvalue()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(("email", "error"), [("nobody@example.org", "no account"), ("mara@example.org", "no second")])
def test_command_fails_if_there_is_nothing_to_reset(mara, email, error):
    with pytest.raises(CommandError, match=error):
        call_command("reset_second_factor", email)


def test_changes_of_factors_are_mailed(client, mara):
    sign_in(client, mara)
    set_up_app(mara)
    client.post("/account/app/remove/")
    assert "The app that shows codes was removed." in OutgoingMail.objects.get(kind="account-changed").text


def test_passkey_request_has_the_host_of_the_site(client, settings):
    settings.IS_ON_THIS_MACHINE = False
    settings.SITE_URL = "https://coach.example.org"
    response = client.get("/account/login/passkey/", headers={"Accept": "application/json"})
    assert json.loads(response.content)["request_options"]["publicKey"]["rpId"] == "coach.example.org"
