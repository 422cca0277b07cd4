"""Requesting the link to an application: the same response and the same work for everybody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.mail_kinds import MailKind
from coaching.models import LinkRequest
from outbox.models import OutgoingMail
from tests.factories import make_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_link(applicant, run_tasks):
    def request_link(email, **headers):
        response = applicant.post("/apply/status/", {"email": email}, headers=headers)
        run_tasks()
        return response

    return request_link


def mails():
    return OutgoingMail.objects.filter(kind=MailKind.APPLICATION_LINK)


def links(mail):
    return [line for line in mail.text.splitlines() if line.startswith("http")][:-1]


def test_links_to_all_applications_are_mailed(request_link, client, settings):
    settings.SITE_URL = "http://testserver"
    first, second = make_application(name="First"), make_application(name="Second")
    make_application(email="other@example.org")
    request_link("Nadia@Example.org")
    mail = mails().get()
    assert mail.to == "nadia@example.org"
    assert len(links(mail)) == 2
    assert ["Second" in client.get(links(mail)[0]).text, "First" in client.get(links(mail)[1]).text] == [True, True]
    assert all(link in mail.html for link in links(mail))
    assert (first.name, second.name) == ("First", "Second")


def test_mail_quotes_nothing_of_the_form(request_link):
    make_application(name="Buy at http://spam.example")
    request_link("nadia@example.org")
    assert "spam.example" not in mails().get().text + mails().get().html


def test_response_and_queries_are_the_same_for_known_and_unknown_emails(applicant, run_tasks):
    make_application()
    seen = []
    for email in ("nadia@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            response = applicant.post("/apply/status/", {"email": email})
        statements = [query["sql"].split()[0] for query in queries]
        seen.append((response.status_code, response["Location"], response.content, statements))
    assert seen[0] == seen[1]
    run_tasks()
    assert mails().count() == 1


def test_email_of_a_request_is_deleted(request_link, run_tasks, clock):
    request_link("nobody@example.org")
    assert LinkRequest.objects.get().email == ""
    clock(minutes=61)
    from coaching.tasks import answer_link_requests

    answer_link_requests.enqueue()
    run_tasks()
    assert not LinkRequest.objects.exists()


def test_sweep_handles_a_request_whose_task_was_lost(run_tasks):
    from coaching.tasks import answer_link_requests

    make_application()
    LinkRequest.objects.create(email="nadia@example.org")
    answer_link_requests.enqueue()
    run_tasks()
    assert mails().count() == 1


def test_similar_looking_emails_get_their_own_links(request_link, client, settings):
    """The Kelvin sign is a K in capitals, to PostgreSQL and to a regular expression (CVE-2019-19844)."""
    settings.SITE_URL = "http://testserver"
    make_application(email="mik@example.org", name="Owner")
    make_application(email="mi\u212a@example.org", name="Thief")
    request_link("mi\u212a@example.org")
    for mail in mails():
        for link in links(mail):
            assert ("Owner" in client.get(link).text) == (mail.to == "mik@example.org")


def test_email_gets_at_most_three_mails_a_day(request_link):
    make_application()
    for _ in range(5):
        request_link("nadia@example.org")
    assert mails().count() == 3


def test_flood_from_one_ip_address_is_refused(request_link):
    created_at = timezone.now() - timedelta(minutes=10)
    LinkRequest.objects.bulk_create(LinkRequest(ip_address="127.0.0.1", created_at=created_at) for _ in range(49))
    assert request_link("mik@example.org").status_code == 303
    response = request_link("nadia@example.org")
    assert response.status_code == 429
    assert 2940 < int(response["Retry-After"]) <= 3000
    assert "please wait 50 minutes" in response.text
    assert 'value="nadia@example.org"' in response.text


@pytest.mark.parametrize("email", ["", "nadia", "nadia@example.org\r\nBcc: thief@example.org"])
def test_invalid_email_is_refused(request_link, email):
    assert request_link(email).status_code == 422
    assert not LinkRequest.objects.exists()


def test_filled_honeypot_gets_the_same_response_and_does_nothing(applicant):
    response = applicant.post("/apply/status/", {"email": "nadia@example.org", "homepage_url": "http://spam.example"})
    assert response.status_code == 303
    assert not LinkRequest.objects.exists()


def test_post_from_another_site_is_refused_with_its_email(client):
    response = client.post("/apply/status/", {"email": "nadia@example.org"}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert 'value="nadia@example.org"' in response.text
    assert not LinkRequest.objects.exists()


def test_page_is_the_same_bytes_for_everyone_and_not_indexed():
    first, second = Client().get("/apply/status/"), Client().get("/apply/status/")
    assert first.content == second.content
    assert not first.cookies
    assert '<meta name="robots" content="noindex">' in first.text
