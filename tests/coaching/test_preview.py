"""A mail to an applicant is previewed before it is sent."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from coaching.models import Message
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = pytest.mark.django_db

WORDS = {"subject": "Yes: let’s begin", "text": "Hi <b>Nadia</b>,\nhttps://example.org/"}


@pytest.fixture
def application():
    return make_application(email="nadia@example.org")


@pytest.fixture
def write(client, application):
    """``write(preview="1")`` presses that button; none of the buttons in these tests sends."""
    client.force_login(make_coach(display_name="Mara Lindt", email="mara@example.org"))

    def write(**fields):
        path = reverse("admin:coaching_application_message", args=[application.pk])
        data = {**WORDS, "stage": "accepted", "since": "new", "key": "0" * 32}
        return client.post(path, {**data, **fields}, follow=True)

    return write


def test_preview_shows_the_mail_as_it_would_be_sent(write, settings):
    settings.DEFAULT_FROM_EMAIL = "noreply@coach.example.com"
    page = write(preview="1").text
    for shown in ("Mara Lindt &lt;noreply@coach.example.com&gt;", "&lt;nadia@example.org&gt;", "mara@example.org"):
        assert shown in page
    assert "<strong>Yes: let’s begin</strong>" in page
    write()
    mail = OutgoingMail.objects.get()
    assert escape(mail.text) in page
    drawn = page.split('srcdoc="')[1].split('"')[0]
    assert escape(mail.html.partition("</style>")[2]) in drawn


def test_preview_stores_and_sends_nothing(write, application):
    assert write(preview="1").status_code == 200
    assert not OutgoingMail.objects.exists()
    assert not Message.objects.exists()
    application.refresh_from_db()
    assert application.stage == "new"


def test_preview_is_sandboxed_and_escaped(write):
    page = write(preview="1", text="<script>alert(1)</script>").text
    assert "sandbox srcdoc=" in page
    assert "<script>alert" not in page


def test_only_the_preview_allows_inline_styles(write):
    response = write(preview="1")
    nonce = response.text.split("&lt;style nonce=&quot;")[1].split("&quot;")[0]
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    write()
    assert "nonce" not in OutgoingMail.objects.get().html


def test_going_on_editing_keeps_the_text(write):
    response = write(edit="1")
    assert response.status_code == 200
    assert "Hi &lt;b&gt;Nadia&lt;/b&gt;,\nhttps://example.org/</textarea>" in response.text
    assert '<option value="accepted" selected>' in response.text
    assert not OutgoingMail.objects.exists()


def test_invalid_mail_has_no_preview(write):
    response = write(preview="1", text=" ")
    assert response.status_code == 422
    assert "srcdoc" not in response.text
