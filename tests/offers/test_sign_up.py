"""Readers sign up for an offer: the form, the mail, the button, the page and the file."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from offers.forms import CONSENT
from offers.models import Offer, SignUp
from outbox.models import OutgoingMail
from tests.factories import make_offer, make_page, make_post, make_sign_up

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
TYPED = {"name": "Nadia Sommer", "email": "nadia@example.org", "consent": "on", "article": "", "homepage_url": ""}
WORDS = b"%PDF-1.7 the routine"


@pytest.fixture
def offer():
    page = make_page("routine", title="The routine", body="<p>Stand up first.</p>", is_published=False)
    file = ContentFile(WORDS, "routine.pdf")
    return make_offer("routine", name="A routine", collects_sign_ups=True, target="", page=page, file=file)


@pytest.fixture
def sign_up(offer):
    def send(headers: dict[str, str] | None = None, ip_address: str = "203.0.113.7", **typed: str):
        client = Client(enforce_csrf_checks=True, REMOTE_ADDR=ip_address)
        data = {**TYPED, **typed}
        return client.post(f"/sign-up/{offer.slug}/", data, headers=SAME_ORIGIN if headers is None else headers)

    return send


def path_of(sign_up_row: SignUp) -> str:
    return sign_up_row.private_url


def mailed_paths() -> list[str]:
    mails = OutgoingMail.objects.filter(kind="sign-up").order_by("pk")
    return [re.search(r"https?://[^/]+(/sign-up/mine/\S+)", mail.text)[1] for mail in mails]


def press(client, path: str, headers: dict[str, str] = SAME_ORIGIN):
    return client.post(path, headers=headers)


def test_reader_gets_from_the_form_to_the_file(client, sign_up):
    post = make_post()
    response = sign_up(article=str(post.pk))
    assert (response.status_code, response["Location"]) == (303, "/sign-up/routine/sent/")
    assert "Check your inbox." in client.get(response["Location"]).text
    kept = SignUp.objects.get()
    assert (kept.name, kept.email, kept.post, kept.consent_text) == ("Nadia Sommer", TYPED["email"], post, str(CONSENT))
    [path] = mailed_paths()
    assert "Stand up first." not in client.get(path).text
    assert press(client, path)["Location"] == path
    kept.refresh_from_db()
    assert kept.confirmed_at
    assert "Stand up first." in client.get(path).text
    file = client.get(f"{path}file/")
    assert b"".join(file.streaming_content) == WORDS
    assert file["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("page_or_file", ["page", "file"])
def test_page_and_file_are_not_cached_or_indexed(client, offer, page_or_file):
    sign_up_row = make_sign_up(offer, confirmed_at=timezone.now())
    response = client.get(path_of(sign_up_row) + ("file/" if page_or_file == "file" else ""))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    response.close()


def test_get_or_head_confirms_nothing(client, offer):
    sign_up_row = make_sign_up(offer)
    for method in (client.get, client.head):
        assert method(path_of(sign_up_row)).status_code == 200
    assert client.get(f"{path_of(sign_up_row)}file/").status_code == 404
    sign_up_row.refresh_from_db()
    assert sign_up_row.confirmed_at is None


def test_post_from_another_site_confirms_nothing(client, offer):
    sign_up_row = make_sign_up(offer)
    response = press(client, path_of(sign_up_row), {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"})
    assert response.status_code == 403
    assert "Yes, it was me" in response.text
    sign_up_row.refresh_from_db()
    assert sign_up_row.confirmed_at is None


def test_confirming_again_keeps_the_first_time(client, offer, clock):
    sign_up_row = make_sign_up(offer)
    press(client, path_of(sign_up_row))
    sign_up_row.refresh_from_db()
    first = sign_up_row.confirmed_at
    clock(hours=1)
    press(client, path_of(sign_up_row))
    sign_up_row.refresh_from_db()
    assert sign_up_row.confirmed_at == first


@pytest.mark.parametrize("token", ["1", "x", "1.forged.token", "1.1abcde.forged"])
@pytest.mark.parametrize("ending", ["", "file/"])
def test_forged_link_is_not_found(client, offer, token, ending):
    make_sign_up(offer, pk=1, confirmed_at=timezone.now())
    assert client.get(f"/sign-up/mine/{token}/{ending}").status_code == 404


def test_link_expires_after_a_year(client, offer, monkeypatch):
    sign_up_row = make_sign_up(offer, confirmed_at=timezone.now())
    path = path_of(sign_up_row)
    assert client.get(path).status_code == 200
    now = timezone.now().timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + timedelta(days=366).total_seconds())
    assert client.get(path).status_code == 404


def test_response_is_the_same_for_known_and_unknown_emails(sign_up, offer):
    make_sign_up(offer, email="known@example.org", confirmed_at=timezone.now())
    known, unknown = sign_up(email="known@example.org"), sign_up(email="unknown@example.org")
    assert (known.status_code, known["Location"], known.content) == (303, unknown["Location"], unknown.content)
    assert known.headers.keys() == unknown.headers.keys()


def test_known_email_gets_its_link_again_and_keeps_its_name(sign_up, offer, clock):
    sign_up()
    clock(minutes=5)
    sign_up(email="NADIA@Example.ORG", name="Somebody else")
    assert SignUp.objects.get().name == "Nadia Sommer"
    assert len(mailed_paths()) == 2


def test_email_gets_at_most_three_mails_a_day(sign_up, clock):
    for _ in range(6):
        assert sign_up().status_code == 303
        clock(minutes=5)
    assert len(mailed_paths()) == 3
    clock(days=1)
    sign_up()
    assert len(mailed_paths()) == 4


def test_form_sent_twice_is_one_mail(sign_up, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    sign_up()
    sign_up()
    assert len(mailed_paths()) == 1


def test_mail_quotes_nothing_of_the_form(sign_up):
    sign_up(name="Buy https://evil.example now")
    [mail] = OutgoingMail.objects.all()
    assert "evil" not in mail.subject + mail.text + mail.html
    assert mail.to == "nadia@example.org"


def test_line_break_does_not_inject_a_header(sign_up, offer):
    Offer.objects.filter(pk=offer.pk).update(name="A routine\r\nBcc: all@example.org", headline="")
    assert sign_up(email="nadia@example.org\r\nBcc: all@example.org").status_code == 422
    sign_up()
    assert "\n" not in OutgoingMail.objects.get().subject


@pytest.mark.parametrize("known", [True, False])
def test_flood_from_one_network_is_refused(sign_up, offer, known, clock):
    """Known and unknown e-mail addresses count alike: otherwise the limit would reveal which is known."""
    if known:
        make_sign_up(offer, email="reader-3@example.org", confirmed_at=timezone.now())
    for number in range(4):
        assert sign_up(email=f"reader-{number}@example.org").status_code == 303
    for number in range(46):
        make_sign_up(offer, email=f"other-{number}@example.org", ip_address="203.0.113.7")
    clock(minutes=10)
    refused = sign_up(email="one-more@example.org")
    assert refused.status_code == 429
    assert 2940 < int(refused["Retry-After"]) <= 3000
    assert "please wait 50 minutes" in refused.text
    assert 'value="one-more@example.org"' in refused.text
    assert sign_up(email="one-more@example.org", ip_address="203.0.113.8").status_code == 303
    clock(minutes=51)
    assert sign_up(email="another@example.org").status_code == 303


def test_ipv6_address_is_stored_as_its_network(sign_up):
    sign_up(ip_address="2001:db8:1:2::7")
    assert SignUp.objects.get().ip_address == "2001:db8:1:2::"


def test_ip_address_is_deleted_after_an_hour_or_confirmation(client, sign_up, clock):
    sign_up()
    assert SignUp.objects.get().ip_address == "203.0.113.7"
    clock(minutes=59)
    assert SignUp.objects.clear_ip_addresses() == 0
    clock(minutes=1)
    assert SignUp.objects.clear_ip_addresses() == 1
    assert SignUp.objects.get().ip_address is None
    sign_up()
    press(client, mailed_paths()[0])
    assert SignUp.objects.get().ip_address is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("email", "nadia", "Enter a valid email address."),
        ("consent", "", "We may not store your address without your consent."),
    ],
)
def test_invalid_field_is_an_error_and_nothing_is_stored(sign_up, field, value, sentence):
    response = sign_up(**{field: value})
    assert response.status_code == 422
    assert sentence in response.text
    assert not SignUp.objects.exists()


def test_filled_honeypot_gets_the_same_response_and_no_mail(sign_up):
    assert sign_up(homepage_url="https://evil.example").status_code == 303
    assert not SignUp.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_post_from_another_site_is_refused_with_its_text(sign_up):
    response = sign_up(headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert 'value="nadia@example.org"' in response.text
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("article", ["x", "0", "99999999999999999999", "-1", "1; drop table"])
def test_invalid_article_is_ignored(sign_up, article):
    assert sign_up(article=article).status_code == 303
    assert SignUp.objects.get().post is None


def test_button_of_the_offer_links_to_the_form_with_the_article(client, offer):
    post = make_post("hips")
    headers = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "Referer": "http://testserver/hips/"}
    location = client.get("/go/routine/", headers=headers)["Location"]
    assert location == f"/sign-up/routine/?article={post.pk}"
    assert f'name="article" value="{post.pk}"' in client.get(location).text


def test_ended_offer_redirects_to_its_successor(client, offer, sign_up):
    Offer.objects.filter(pk=offer.pk).update(ends_at=timezone.now(), successor=make_offer("next"))
    for response in (client.get("/sign-up/routine/"), sign_up()):
        assert (response.status_code, response["Location"]) == (302, "/go/routine/")
    sign_up_row = make_sign_up(offer, confirmed_at=timezone.now())
    assert "Stand up first." in client.get(path_of(sign_up_row)).text


def test_offer_without_sign_ups_has_no_form(client):
    make_offer("plain")
    make_offer("later", collects_sign_ups=True, starts_at=timezone.now() + timedelta(days=1))
    assert [client.get(f"/sign-up/{slug}/").status_code for slug in ("plain", "later", "nothing")] == [404, 404, 404]


def test_page_and_file_have_no_public_url(client, offer):
    assert client.get("/routine/").status_code == 404
    assert client.get(f"/media/{offer.file.name}").status_code == 404
    with pytest.raises(ValueError, match="no address"):
        offer.file.url  # noqa: B018


def test_executable_file_is_served_as_an_attachment(client):
    offer = make_offer(collects_sign_ups=True, target="", file=ContentFile(b"<script>alert(1)</script>", "evil.html"))
    response = client.get(f"{path_of(make_sign_up(offer, confirmed_at=timezone.now()))}file/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_database_refuses_a_second_row_for_an_email(offer):
    make_sign_up(offer, email="nadia@example.org")
    with pytest.raises(IntegrityError):
        make_sign_up(offer, email="nadia@example.org")


def test_database_refuses_an_email_in_capitals(offer):
    with pytest.raises(IntegrityError):
        make_sign_up(offer, email="Nadia@example.org")


@pytest.mark.parametrize("path", ["/sign-up/routine/", "/sign-up/routine/sent/"])
def test_form_is_the_same_bytes_for_everyone(client, admin_client, offer, path):
    first, hers = client.get(path), admin_client.get(path)
    assert first.content == hers.content
    assert not first.cookies
    assert "noindex" in first.text
