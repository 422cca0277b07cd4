import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, MailRecipient
from outbox.models import OutgoingMail
from privacy.models import PrivacyRequest
from privacy.tasks import finish_erasures
from tests.factories import make_comment, make_mail, make_user

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


@pytest.fixture
def reader() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def request_data(reader, kind="export", email=EMAIL, **extra):
    return reader.post("/privacy/request/", {"kind": kind, "email": email, **extra})


def private_url(kind="export"):
    return PrivacyRequest.objects.filter(kind=kind).latest("pk").private_url


@pytest.fixture
def link(reader, nadia):
    request_data(reader)
    return private_url()


def read(response) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_page_is_the_same_for_everybody_and_linked_from_each_page_by_way_of_the_notice(client):
    page = client.get("/privacy/request/")
    assert page.status_code == 200
    assert not page.cookies
    assert 'href="/privacy/"' in client.get("/").content.decode()
    assert 'href="/privacy/request/"' in client.get("/privacy/").content.decode()


def test_request_mails_a_link(reader, nadia):
    assert request_data(reader)["Location"] == "/privacy/requested/"
    mail = OutgoingMail.objects.get(kind="privacy-confirm")
    assert mail.to == EMAIL
    # The rest is the time and its signature.
    assert private_url().partition(".")[0] in mail.text
    assert private_url().partition(".")[0] in mail.html


def test_unknown_email_gets_the_same_response_and_queries(reader, nadia):
    responses = []
    for email in (EMAIL, "nobody@elsewhere.example"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = request_data(reader, email=email)
        shapes = [query["sql"].split(" ")[0] for query in queries]
        responses.append((response.status_code, response.content, response["Location"], shapes))
    assert responses[0] == responses[1]
    texts = [mail.text.split("http")[0] for mail in OutgoingMail.objects.filter(kind="privacy-confirm")]
    assert texts[0] == texts[1]


def test_fourth_request_of_a_day_is_not_mailed_with_the_same_response(reader):
    responses = [request_data(reader)["Location"] for _again in range(5)]
    assert set(responses) == {"/privacy/requested/"}
    assert OutgoingMail.objects.count() == 3


def test_flood_from_one_ip_address_is_refused(reader):
    created_at = timezone.now() - timedelta(minutes=10)
    for number in range(50):
        PrivacyRequest.objects.create(
            email=f"person{number}@example.org", ip_address="127.0.0.1", created_at=created_at
        )
    refused = request_data(reader, email="one-more@example.org")
    assert refused.status_code == 429
    assert 2940 < int(refused["Retry-After"]) <= 3000
    assert "please wait 50 minutes" in refused.text
    assert 'value="one-more@example.org"' in refused.text


def test_ipv6_address_is_stored_as_its_network(db):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="2001:db8:1:2::7")
    request_data(client)
    assert PrivacyRequest.objects.get().ip_address == "2001:db8:1:2::"


def test_filled_honeypot_gets_the_same_response_and_does_nothing(reader):
    assert request_data(reader, homepage_url="https://spam.example")["Location"] == "/privacy/requested/"
    assert not OutgoingMail.objects.exists()


def test_invalid_email_is_an_error(reader):
    assert request_data(reader, email="nadia").status_code == 422


def test_post_from_another_site_is_refused_with_its_text(client):
    answer = client.post("/privacy/request/", {"email": EMAIL}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert EMAIL in answer.content.decode()


def test_following_the_link_shows_no_data(reader, link):
    page = reader.get(link)
    assert page["Cache-Control"].count("no-store") == 1
    assert page["X-Robots-Tag"] == "noindex"
    assert "Comments" not in page.content.decode()
    assert reader.get(f"{link}file/").status_code == 404


def test_button_shows_the_summary_and_the_file(reader, link):
    assert reader.post(link)["Location"] == link
    assert "Applications" in reader.get(link).content.decode()
    response = reader.get(f"{link}file/")
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    data, html = read(response)
    rows = {one["model"]: one["rows"] for one in data["personal_data"] if one["model"] != "comments.Comment"}
    [application] = rows["coaching.Application"]
    assert "Dance tango at eighty." in [answer["text"] for answer in application["answers"]]
    assert application["name"] == "Nadia Sommerfeld"
    for expected in ("My tango teacher", "Is tango bad", "Your tango is fine", "203.0.113.77", "Tangophone"):
        assert expected in html


def test_file_contains_nothing_of_others(reader, link):
    make_comment(name="Otto", email="otto@example.org", text="Ottoman words.")
    reader.post(link)
    assert "Otto" not in read(reader.get(f"{link}file/"))[1]


def test_markup_is_escaped_in_the_file(reader, link, post):
    make_comment(post, email=EMAIL, text="<script>alert(1)</script>")
    reader.post(link)
    assert "<script>" not in read(reader.get(f"{link}file/"))[1]


def test_file_of_an_unknown_email_has_only_the_request(reader):
    request_data(reader)
    reader.post(private_url())
    data, _html = read(reader.get(f"{private_url()}file/"))
    assert [one["model"] for one in data["personal_data"]] == ["privacy.PrivacyRequest"]


def test_link_expires_after_seven_days(reader, link, monkeypatch):
    import time

    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + timedelta(days=6, hours=23).total_seconds())
    assert reader.get(link).status_code == 200
    monkeypatch.setattr("time.time", lambda: now + timedelta(days=7, minutes=1).total_seconds())
    assert reader.get(link).status_code == 404


def test_link_of_another_purpose_is_not_found(reader, nadia):
    assert reader.get("/privacy/mine/1.abc.def/").status_code == 404


def test_erasure_needs_confirmation_and_a_get_erases_nothing(reader, nadia, run_tasks):
    request_data(reader, "erase")
    link = private_url("erase")
    for path in (link, f"{link}erase/"):
        assert reader.get(path).status_code == 200
    run_tasks(raise_failures=True)
    assert Comment.objects.filter(email=EMAIL).exists()


def test_task_erases_and_its_last_mail_is_blanked(reader, nadia, run_tasks):
    request_data(reader, "erase")
    link = private_url("erase")
    assert reader.post(f"{link}erase/")["Location"] == link
    assert "being erased" in reader.get(link).content.decode()
    run_tasks(raise_failures=True)
    assert "Everything is erased" in reader.get(link).content.decode()
    assert not Comment.objects.filter(email=EMAIL).exists()
    last = OutgoingMail.objects.get(to=EMAIL)
    assert last.kind == "privacy-done"
    last.mark_sent()
    finish_erasures.call()
    assert not OutgoingMail.objects.filter(to=EMAIL).exists()
    wish = PrivacyRequest.objects.get()
    assert (wish.email, wish.ip_address, wish.report["comments.Comment"]) == ("", None, 3)
    assert reader.get(f"{link}file/").status_code == 404


def test_sweep_finishes_an_erasure_whose_task_was_lost(reader, nadia):
    PrivacyRequest.objects.create(kind="erase", email=EMAIL, confirmed_at=timezone.now())
    finish_erasures.call()
    assert not Comment.objects.filter(email=EMAIL).exists()
    assert OutgoingMail.objects.filter(kind="privacy-done").count() == 1
    finish_erasures.call()
    assert OutgoingMail.objects.filter(kind="privacy-done").count() == 1


def test_rows_created_during_the_erasure_are_erased_with_the_last_mail(reader, nadia):
    PrivacyRequest.objects.create(kind="erase", email=EMAIL, confirmed_at=timezone.now())
    started_at = timezone.now()
    finish_erasures.call()
    MailRecipient.objects.create(email=EMAIL, registered_at=started_at)
    mail_in_progress = make_mail(to=EMAIL, created_at=started_at)
    later = make_comment(email=EMAIL, created_at=timezone.now())
    OutgoingMail.objects.get(kind="privacy-done").mark_sent()
    finish_erasures.call()
    mail_in_progress.refresh_from_db()
    later.refresh_from_db()
    assert not MailRecipient.objects.filter(email=EMAIL).exists()
    assert (mail_in_progress.to, later.email) == ("", EMAIL)


def test_erasure_from_another_site_is_refused(client, reader, nadia):
    request_data(reader, "erase")
    path = f"{private_url('erase')}erase/"
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not PrivacyRequest.objects.to_erase().exists()


def test_only_the_private_page_reveals_an_account(reader, post):
    make_user(email="ines@example.org", is_staff=True)
    page = request_data(reader, "erase", email="ines@example.org")
    assert page["Location"] == "/privacy/requested/"
    link = private_url("erase")
    assert "works here" in reader.get(link).content.decode()
    reader.post(f"{link}erase/")
    reader.post(link)
    assert not PrivacyRequest.objects.exclude(confirmed_at=None).exists()
