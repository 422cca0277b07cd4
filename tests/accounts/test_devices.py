import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.mail_kinds import MailKind
from accounts.models import Device
from accounts.sign_in.user_agents import describe_user_agent
from accounts.tasks import purge
from outbox.models import OutgoingMail
from tests.factories import PASSWORD, make_coach, make_user, sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Safari/604"
)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36"
EDGE = f"{CHROME.replace('X11; Linux x86_64', 'Macintosh; Intel Mac OS X 10_15')} Edg/147.0"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def mara():
    return make_coach(email="mara@example.org", password=PASSWORD)


def browser(user, user_agent: str = FIREFOX, ip: str = "203.0.113.7") -> Client:
    client = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR=ip)
    sign_in(client, user)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def new_device_mails():
    return OutgoingMail.objects.filter(kind=MailKind.NEW_DEVICE)


@pytest.mark.parametrize(
    ("user_agent", "description"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        (CHROME, "Chrome on Linux"),
        (EDGE, "Edge on Mac"),
        (ANDROID, "Chrome on Android"),
        ("curl/8.9", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_user_agent_is_described(user_agent, description):
    assert describe_user_agent(user_agent) == description


def test_list_shows_each_signed_in_device(mara):
    browser(mara, IPHONE)
    page = browser(mara, FIREFOX).get("/account/").text
    assert "Safari on iPhone" in page
    assert "Firefox on Windows" in page
    assert page.count("this one") == 1


def test_another_device_is_signed_out_at_once(mara):
    current, lost = browser(mara), browser(mara, IPHONE)
    device = Device.objects.get(user_agent=IPHONE)
    current.post(f"/account/devices/{device.pk}/end/")
    assert not is_signed_in(lost)
    assert is_signed_in(current)
    assert "Safari on iPhone" not in current.get("/account/", follow=True).text.split("Where you are")[1]


def test_current_device_is_signed_out(mara):
    current = browser(mara)
    assert current.post(f"/account/devices/{Device.objects.get().pk}/end/")["Location"] == "/account/login/"
    assert not is_signed_in(current)


def test_all_other_devices_are_signed_out(mara):
    current, others = browser(mara), [browser(mara, IPHONE), browser(mara, CHROME)]
    current.post("/account/devices/others/end/")
    assert is_signed_in(current)
    assert not any(is_signed_in(other) for other in others)


def test_session_of_another_user_cannot_be_ended(mara):
    current = browser(mara)
    tom = browser(make_user(is_staff=True, password=PASSWORD))
    device = Device.objects.get(user=mara)
    assert tom.post(f"/account/devices/{device.pk}/end/").status_code == 404
    assert is_signed_in(current)


def test_get_ends_no_session(mara):
    current = browser(mara)
    assert current.get(f"/account/devices/{Device.objects.get().pk}/end/").status_code == 405
    assert is_signed_in(current)


def test_invalidated_session_is_not_listed(mara):
    browser(mara, IPHONE)
    mara.set_password("carry-hinge-row-77")
    mara.save()
    client = Client()
    sign_in(client, mara, "carry-hinge-row-77")
    assert "iPhone" not in client.get("/account/").text


def test_browser_that_changed_the_password_stays_listed(mara):
    current = browser(mara)
    data = {"oldpassword": PASSWORD, "password1": "carry-hinge-row-77", "password2": "carry-hinge-row-77"}
    current.post("/account/password/", data)
    assert "Firefox on Windows" in current.get("/account/").text


def test_last_seen_moves_every_few_minutes(mara, clock):
    current = browser(mara)
    before = Device.objects.get().last_seen_at
    current.get("/admin/")
    assert Device.objects.get().last_seen_at == before
    clock(minutes=6)
    current.get("/admin/")
    assert Device.objects.get().last_seen_at > before


def test_new_device_is_mailed(mara, run_tasks):
    browser(mara)
    assert not new_device_mails().exists()
    browser(mara, IPHONE, ip="198.51.100.4")
    mail = new_device_mails().get()
    assert mail.to == mara.email
    assert "Safari on iPhone" in mail.text
    assert "198.51.100.4" in mail.text
    assert "/account/" in mail.html


def test_known_device_is_not_mailed_again(mara):
    browser(mara, CHROME)
    current = browser(mara, IPHONE)
    current.post("/account/logout/")
    sign_in(current, mara)
    assert new_device_mails().count() == 1


def test_signed_out_device_is_mailed_as_new_again(mara):
    current, lost = browser(mara), browser(mara, IPHONE)
    current.post("/account/devices/others/end/")
    sign_in(lost, mara)
    assert new_device_mails().count() == 2


def test_signing_in_again_leaves_no_session_behind(mara):
    current = browser(mara)
    current.cookies.pop("sessionid")
    sign_in(current, mara)
    assert Session.objects.count() == 1


def test_cookie_is_limited_to_the_account_pages(mara):
    cookie = browser(mara).cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/account/", True, "Lax")
    assert cookie.value not in Device.objects.get().token


@pytest.mark.parametrize("value", ["", "x", "y" * 5000, "\x00", "ünï"])
def test_forged_cookie_does_not_prevent_signing_in(mara, value):
    client = Client()
    client.cookies["device"] = value
    assert sign_in(client, mara).status_code == 302


def test_no_ip_address_is_stored(mara):
    browser(mara, ip="198.51.100.4")
    assert not any("198.51.100.4" in str(value) for value in Device.objects.values_list().get())


def test_device_not_seen_for_long_is_deleted(mara, clock):
    browser(mara)
    clock(days=401)
    purge.func()
    assert not Device.objects.exists()
    assert not Session.objects.exists()
