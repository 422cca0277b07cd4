import pytest
from django.core import signing

from tests.factories import make_application, make_coach

pytestmark = pytest.mark.django_db


def test_page_says_what_happens_next(client):
    response = client.get(make_application().received_url)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Your application has arrived." in html
    assert "What happens next" in html


def test_page_is_kept_and_indexed_nowhere(client):
    response = client.get(make_application().received_url)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_page_shows_nothing_of_the_application(client):
    application = make_application(name="Canary Person", email="canary@example.org", goal="canary", phone="canary")
    assert "canary" not in client.get(application.received_url).content.decode().lower()


def test_page_has_no_cookie_even_for_the_coach(client):
    client.force_login(make_coach())
    response = client.get(make_application().received_url)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("token", ["1", "x", "MQ:1abcde:forged", "MQ"])
def test_forged_address_is_not_found(client, token):
    make_application(pk=1)
    assert client.get(f"/apply/{token}/").status_code == 404


def test_token_of_something_else_is_not_found(client):
    application = make_application()
    assert client.get(f"/apply/{signing.dumps(application.pk, salt='other')}/").status_code == 404


def test_deleted_application_is_not_found(client):
    application = make_application()
    address = application.received_url
    application.delete()
    assert client.get(address).status_code == 404


def test_page_cannot_be_posted_to(client):
    assert client.post(make_application().received_url).status_code == 405
