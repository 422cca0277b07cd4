"""Asking for the way back to an application: the same answer and the same work, whoever asks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching import link_requests
from coaching.models import LinkRequest
from outbox.models import OutgoingMail
from tests.factories import make_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(applicant, run_tasks):
    def ask(email, **headers):
        response = applicant.post("/apply/status/", {"email": email}, headers=headers)
        run_tasks()
        return response

    return ask


def mails():
    return OutgoingMail.objects.filter(kind=OutgoingMail.Kind.APPLICATION_LINK)


def links(mail):
    return [line for line in mail.text.splitlines() if line.startswith("http")][:-1]


def test_links_to_all_applications_are_mailed(ask, client, settings):
    settings.SITE_URL = "http://testserver"
    first, second = make_application(name="First"), make_application(name="Second")
    make_application(email="other@example.org")
    ask("Nadia@Example.org")
    mail = mails().get()
    assert mail.to == "nadia@example.org"
    assert len(links(mail)) == 2
    assert ["Second" in client.get(links(mail)[0]).text, "First" in client.get(links(mail)[1]).text] == [True, True]
    assert all(link in mail.html for link in links(mail))
    assert (first.name, second.name) == ("First", "Second")


def test_mail_quotes_nothing_that_was_typed_into_the_form(ask):
    make_application(name="Buy at http://spam.example")
    ask("nadia@example.org")
    assert "spam.example" not in mails().get().text + mails().get().html


def test_answer_and_work_are_the_same_whether_or_not_anybody_applied(applicant, run_tasks):
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


def test_nothing_is_left_of_who_asked(ask, run_tasks, clock):
    ask("nobody@example.org")
    assert LinkRequest.objects.get().email == ""
    clock(minutes=61)
    from coaching.tasks import answer_link_requests

    answer_link_requests.enqueue()
    run_tasks()
    assert not LinkRequest.objects.exists()


def test_request_whose_task_was_lost_is_answered_by_the_sweep(run_tasks):
    from coaching.tasks import answer_link_requests

    make_application()
    LinkRequest.objects.create(email="nadia@example.org")
    answer_link_requests.enqueue()
    run_tasks()
    assert mails().count() == 1


def test_addresses_that_only_look_the_same_get_their_own_links(ask, client, settings):
    """The Kelvin sign is a K in capitals, to PostgreSQL and to a regular expression (CVE-2019-19844)."""
    settings.SITE_URL = "http://testserver"
    make_application(email="mik@example.org", name="Owner")
    make_application(email="mi\u212a@example.org", name="Thief")
    ask("mi\u212a@example.org")
    for mail in mails():
        for link in links(mail):
            assert ("Owner" in client.get(link).text) == (mail.to == "mik@example.org")


def test_one_address_is_mailed_to_three_times_a_day_at_most(ask):
    make_application()
    for _ in range(5):
        ask("nadia@example.org")
    assert mails().count() == 3


def test_flood_from_one_address_is_refused(ask):
    for number in range(link_requests.MOST):
        assert ask(f"reader{number}@example.org").status_code == 303
    response = ask("nadia@example.org")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert 'value="nadia@example.org"' in response.text


@pytest.mark.parametrize("email", ["", "nadia", "nadia@example.org\r\nBcc: thief@example.org"])
def test_what_is_no_address_is_said(ask, email):
    assert ask(email).status_code == 422
    assert not LinkRequest.objects.exists()


def test_bot_gets_the_same_answer_and_nothing_is_done(applicant):
    response = applicant.post("/apply/status/", {"email": "nadia@example.org", "homepage_url": "http://spam.example"})
    assert response.status_code == 303
    assert not LinkRequest.objects.exists()


def test_post_from_elsewhere_is_refused_and_the_address_given_back(client):
    response = client.post("/apply/status/", {"email": "nadia@example.org"}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert 'value="nadia@example.org"' in response.text
    assert not LinkRequest.objects.exists()


def test_page_is_the_same_bytes_for_everyone_and_indexed_by_nobody():
    first, second = Client().get("/apply/status/"), Client().get("/apply/status/")
    assert first.content == second.content
    assert not first.cookies
    assert '<meta name="robots" content="noindex">' in first.text
