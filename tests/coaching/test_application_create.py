"""The page with the application form, and what happens to an application that is sent."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import SiteTexts
from coaching.forms import CONSENT
from coaching.mail_kinds import MailKind
from coaching.models import Application
from outbox.models import OutgoingMail
from tests.coaching.form_names import form_name
from tests.factories import (
    make_application,
    make_coach,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_page_shows_the_coachs_introduction(client):
    SiteTexts.objects.create(pk=1, apply_introduction="<p>For people who carry their shopping.</p>")
    html = client.get("/apply/").content.decode()
    assert "<p>For people who carry their shopping.</p>" in html
    assert str(CONSENT) in html


def test_page_works_before_there_is_a_coach(client):
    response = client.get("/apply/")
    assert response.status_code == 200
    assert "What happens next" in response.content.decode()


def test_page_is_the_same_bytes_for_everyone(client):
    first = Client().get("/apply/")
    client.force_login(make_coach())
    second = client.get("/apply/")
    assert first.content == second.content
    assert not second.cookies
    assert "Cookie" not in second.get("Vary", "")
    assert b"csrf" not in second.content


def test_page_has_nothing_inline(client):
    html = client.get("/apply/").content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=")


def test_page_takes_the_same_queries_for_any_number_of_applications(direct_client, django_assert_num_queries):
    with CaptureQueriesContext(connection) as none:
        direct_client.get("/apply/")
    for _ in range(50):
        make_application()
    with django_assert_num_queries(len(none)):
        direct_client.get("/apply/")


def test_application_is_stored_with_the_consent_text(apply):
    before = timezone.now()
    response = apply(phone="0123 456", obstacles="Time", found_through="A friend")
    assert response.status_code == 303
    application = Application.objects.get()
    assert Application.from_token(response["Location"].split("/")[-2]) == application
    assert (application.name, application.email, application.phone) == ("Nadia Sommer", "nadia@example.org", "0123 456")
    assert [(answer.wording, answer.value) for answer in application.answers.all()] == [
        ("What do you want to achieve?", "Carry my daughter up four flights of stairs."),
        ("What does your training look like so far?", "Running, twice a week."),
        ("How many days a week can you train?", 3),
        ("What has stopped you before?", "Time"),
        ("How did you find us?", "A friend"),
    ]
    assert application.consent_text == str(CONSENT)
    assert before <= application.consented_at <= timezone.now()
    assert application.stage == Application.Stage.NEW
    assert not application.is_suspected_spam
    assert application.ip_address == "127.0.0.1"


def test_response_sets_no_cookie(apply):
    assert not apply().cookies


def test_applicant_and_coaches_are_mailed_in_the_same_transaction(apply):
    coach = make_coach(email="mara@example.org")
    make_user(email="editor@example.org", is_staff=True)
    make_user(email="gone@example.org", is_staff=True, is_superuser=True, is_active=False)
    make_user(email="reader@example.org", is_superuser=True)
    apply()
    application = Application.objects.get()
    to_coach = OutgoingMail.objects.get(kind=MailKind.APPLICATION_NEW)
    assert (to_coach.to, to_coach.reply_to) == (coach.email, "nadia@example.org")
    assert f"/admin/coaching/application/{application.pk}/change/" in to_coach.text
    assert f"/admin/coaching/application/{application.pk}/change/" in to_coach.html
    to_applicant = OutgoingMail.objects.get(kind=MailKind.APPLICATION_RECEIVED)
    assert to_applicant.to == "nadia@example.org"
    assert "You get an answer" in to_applicant.text
    assert "You get an answer" in to_applicant.html


def test_failure_of_a_mail_stores_nothing(apply, monkeypatch):
    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("coaching.submission.notify_of_application", broken)
    with pytest.raises(RuntimeError):
        apply()
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_answers_are_in_no_mail_and_no_log(apply, caplog):
    make_coach()
    canaries = {name: f"canary-{name}" for name in ("goal", "training", "obstacles", "found_through", "phone")}
    caplog.set_level("DEBUG")
    written = caplog.text + apply(**canaries)["Location"]
    for mail in OutgoingMail.objects.all():
        written += mail.subject + mail.text + mail.html
    assert "canary" not in written
    assert Application.objects.get().headline == "canary-goal"


def test_mail_to_the_applicant_quotes_nothing(apply):
    apply(name="Buy at http://spam.example")
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_RECEIVED)
    assert "spam.example" not in mail.subject + mail.text + mail.html


def test_name_is_escaped_in_the_mail_to_the_coach(apply):
    make_coach()
    apply(name="<script>alert(1)</script>")
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_NEW)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html


@pytest.mark.parametrize("name", ["name", "email", "goal", "training", "days_per_week", "consent"])
def test_missing_answer_is_an_error_of_its_field(apply, name):
    response = apply(**{name: ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Please check one field." in html
    field = form_name(name)
    target = f"id_{field}_0" if name == "days_per_week" else f"id_{field}"
    assert f'<a href="#{target}">' in html
    assert f'id="{target}"' in html
    assert f'id="id_{field}_error"' in html
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "nadia"),
        ("email", "nadia@example.org\r\nBcc: thief@example.org"),
        ("days_per_week", "0"),
        ("days_per_week", "8"),
        ("days_per_week", "often"),
        ("goal", "x" * 3001),
        ("training", "x" * 3001),
        ("obstacles", "x" * 3001),
        ("found_through", "x" * 301),
        ("name", "x" * 121),
        ("phone", "1" * 41),
        ("goal", "with a \x00 in it"),
    ],
)
def test_invalid_answer_is_refused(apply, name, value):
    assert apply(**{name: value}).status_code == 422
    assert not Application.objects.exists()


def test_refused_form_keeps_the_answers_escaped(apply):
    html = apply(email="nope", goal="Lift <b>more</b>").content.decode()
    assert "Lift &lt;b&gt;more&lt;/b&gt;</textarea>" in html
    assert 'value="nope"' in html


def test_filled_honeypot_is_stored_as_suspected_spam(apply):
    make_coach()
    assert apply(homepage_url="https://spam.example").status_code == 303
    application = Application.objects.suspected_spam().get()
    assert application.name == "Nadia Sommer"
    to_coach = OutgoingMail.objects.get()
    assert to_coach.kind == MailKind.APPLICATION_NEW
    assert to_coach.subject.endswith("(suspected spam)")


def test_origin_header_alone_is_accepted(apply):
    assert apply(headers={"Origin": "http://testserver"}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://thief.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://thief.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_post_from_another_site_is_refused(apply, headers):
    assert apply(headers=headers).status_code == 403
    assert not Application.objects.exists()


def test_post_without_headers_is_refused_with_its_text(apply):
    html = apply(headers={}, goal="Lift <b>more</b>").content.decode()
    assert "Lift &lt;b&gt;more&lt;/b&gt;</textarea>" in html
    assert "Nothing has been sent yet" in html
    assert "checked" in html.split('value="3"')[1][:80]
    assert "checked" not in html.split('name="consent"')[1][:200]


def test_form_ignores_other_fields(apply):
    apply(stage="accepted", is_suspected_spam="on", consent_text="none", created_at="2000-01-01")
    application = Application.objects.get()
    assert application.stage == "new"
    assert application.consent_text == str(CONSENT)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)("/apply/").status_code == 405
