import pytest

from coaching.mail_kinds import MailKind
from core import tokens
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = pytest.mark.django_db

PAGES = ["", "withdraw/", "delete/", "consent/"]


def test_page_confirms_the_application_and_says_what_happens_next(client):
    response = client.get(make_application().private_url)
    assert response.status_code == 200
    assert "Your application has arrived." in response.text
    assert "What happens next" in response.text
    assert 'data-draft-sent="/apply/"' in response.text


def test_page_shows_the_answers(client):
    html = client.get(make_application(name="Nadia S.", phone="0123 456").private_url).text
    for given in ("Nadia S.", "nadia@example.org", "0123 456", "I agree."):
        assert given in html


def test_answers_are_escaped(client):
    html = client.get(make_application(name="<b>Nadia</b>").private_url).text
    assert "&lt;b&gt;Nadia" in html
    assert "<b>Nadia" not in html


@pytest.mark.parametrize("page", ["", "withdraw/", "delete/"])
def test_page_is_not_cached_indexed_or_sent_as_referrer(client, page):
    response = client.get(f"{make_application().private_url}{page}")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in response.text


def test_page_sets_no_cookie_even_for_the_coach(client):
    client.force_login(make_coach())
    response = client.get(make_application().private_url)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_page_takes_the_same_queries_for_any_number_of_applications(client, django_assert_max_num_queries):
    applications = [make_application() for _ in range(30)]
    with django_assert_max_num_queries(8):
        client.get(applications[0].private_url)


@pytest.mark.parametrize("stage", ["accepted", "declined"])
def test_undisclosed_decision_is_not_shown(client, stage):
    assert "Your application has arrived." in client.get(make_application(stage=stage).private_url).text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("token", ["1", "x", "1.1abcde.forged", "MQ", "status.x"])
def test_forged_url_is_not_found_and_offers_a_new_link(client, token, page):
    make_application(pk=1, link_number=1)
    response = client.get(f"/apply/{token}/{page}")
    assert response.status_code == 404
    assert 'href="/apply/status/"' in response.text
    assert "no-store" in response["Cache-Control"]


def test_token_for_another_purpose_is_not_found(client):
    application = make_application()
    assert client.get(f"/apply/{tokens.sign('other', application.link_number)}/").status_code == 404


def test_token_is_not_bound_to_the_primary_key_alone(client):
    """In a restored database, a row with the same key may belong to another person."""
    application = make_application()
    assert client.get(f"/apply/{tokens.sign('coaching.Application', application.pk)}/").status_code == 404


def test_link_expires_after_a_year(client, monkeypatch):
    url = make_application().private_url
    now = tokens.signing.time.time()
    monkeypatch.setattr(tokens.signing.time, "time", lambda: now + 364 * 86_400)
    assert client.get(url).status_code == 200
    monkeypatch.setattr(tokens.signing.time, "time", lambda: now + 366 * 86_400)
    assert client.get(url).status_code == 404


def test_post_is_not_allowed(client):
    assert client.post(make_application().private_url).status_code == 405


def test_confirmation_mail_has_the_link(apply, client, settings):
    settings.SITE_URL = "http://testserver"
    apply()
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_RECEIVED)
    link = next(line for line in mail.text.splitlines() if "/apply/" in line)
    assert link in mail.html
    assert "Nadia Sommer" in client.get(link).text
