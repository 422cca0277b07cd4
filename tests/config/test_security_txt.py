"""https://www.rfc-editor.org/rfc/rfc9116"""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from config import environment

pytestmark = pytest.mark.django_db

URL = "/.well-known/security.txt"


def test_security_txt_has_the_fields_that_it_must(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    settings.SECURITY_CONTACT = "mailto:security@coach.example.com"
    response = client.get(URL)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@coach.example.com"
    assert fields["Canonical"] == f"https://coach.example.com{URL}"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=179) < expires - timezone.now() < timedelta(days=365)


def test_without_a_contact_it_leads_to_who_is_responsible(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    assert "Contact: https://coach.example.com/privacy/\n" in client.get(URL).content.decode()


@pytest.mark.parametrize("value", ["security@coach.example.com", "http://coach.example.com/", "mailto:a@b.c\nX: y"])
def test_contact_must_be_a_uri(monkeypatch, value):
    monkeypatch.setenv("SECURITY_CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match="SECURITY_CONTACT"):
        environment.contact("SECURITY_CONTACT")
