"""Reports that providers send by HTTP, in the form that each documents."""

import base64
from typing import Any
from urllib.parse import urlsplit

import pytest

from outbox.models import OutgoingMail
from outbox.reports.webhooks import report_urls

pytestmark = pytest.mark.django_db

REFUSED, FAILED, SENT = "address refused", "failed", "sent"
TO = "nadia@example.org"

POSTMARK = {"RecordType": "Bounce", "Type": "HardBounce", "Email": TO, "Details": "550 5.1.1 User unknown"}
BREVO = {"event": "hard_bounce", "email": TO, "reason": "550 5.1.1 User unknown", "ts_epoch": 1604933654000}
MAILJET = {"event": "bounce", "email": TO, "error": "user unknown", "hard_bounce": True, "MessageID": 1, "time": 1}
SPARKPOST_EVENT = {"type": "bounce", "raw_rcpt_to": TO, "bounce_class": "10", "raw_reason": "550 5.1.1 User unknown"}


def post(client: Any, name: str, data: Any, password: str = "") -> int:
    parts = urlsplit(report_urls()[name])
    signed = base64.b64encode(f"{parts.username}:{password or parts.password}".encode()).decode()
    headers = {"Authorization": f"Basic {signed}"}
    return client.post(parts.path, data, content_type="application/json", headers=headers).status_code


def state_of(mail: OutgoingMail) -> str:
    mail.refresh_from_db()
    return mail.state


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("Postmark", POSTMARK, REFUSED),
        ("Postmark", {**POSTMARK, "Type": "SoftBounce"}, FAILED),
        ("Postmark", {**POSTMARK, "Type": "Transient"}, SENT),
        ("Postmark", {**POSTMARK, "Type": "Blocked", "Details": "550 5.7.1 Blocked"}, FAILED),
        ("Postmark", {**POSTMARK, "Details": "552 5.2.2 Mailbox full"}, FAILED),
        ("Postmark", {**POSTMARK, "RecordType": "SpamComplaint", "Type": "SpamComplaint"}, REFUSED),
        ("Postmark", {"RecordType": "Delivery", "Recipient": TO, "DeliveredAt": "2026-11-05T16:33:54Z"}, SENT),
        ("Brevo", BREVO, REFUSED),
        ("Brevo", {**BREVO, "event": "soft_bounce"}, FAILED),
        ("Brevo", {**BREVO, "event": "complaint"}, REFUSED),
        ("Mailjet", MAILJET, REFUSED),
        ("Mailjet", [MAILJET], REFUSED),
        ("Mailjet", {**MAILJET, "hard_bounce": False}, FAILED),
        ("SparkPost", [{"msys": {"message_event": SPARKPOST_EVENT}}], REFUSED),
        ("SparkPost", [{"msys": {"message_event": {**SPARKPOST_EVENT, "raw_reason": "451 later"}}}], FAILED),
        ("SparkPost", [{"msys": {}}], SENT),
    ],
)
def test_reports_of_each_provider(client, sent, name, data, state):
    mail = sent(TO)
    assert post(client, name, data) == 200
    assert state_of(mail) == state


def test_report_is_about_the_address_in_any_case_of_letters(client, sent):
    mail = sent("Nadia@example.org")
    post(client, "Postmark", POSTMARK)
    assert state_of(mail) == REFUSED
    assert mail.last_error == "550 5.1.1 User unknown"


def test_report_about_an_unknown_address_is_taken(client, sent):
    mail = sent("lena@example.org")
    assert post(client, "Postmark", POSTMARK) == 200
    assert state_of(mail) == SENT


def test_report_with_a_wrong_password_is_refused(client, sent):
    mail = sent(TO)
    assert post(client, "Postmark", POSTMARK, password="guessed") == 400
    assert state_of(mail) == SENT


def test_report_without_a_password_is_refused(client, sent):
    mail = sent(TO)
    path = urlsplit(report_urls()["Postmark"]).path
    assert client.post(path, POSTMARK, content_type="application/json").status_code == 400
    assert state_of(mail) == SENT


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", "null", "1", "[1]", "[[]]", "{}", '{"RecordType": 1}', '{"RecordType": "Bounce", "Email": [1]}'],
)
@pytest.mark.parametrize("name", ["Brevo", "Mailjet", "Postmark", "SparkPost"])
def test_unreadable_report_is_no_error_of_the_site(client, name, data):
    assert post(client, name, data) in (200, 400)


def test_unknown_provider_is_not_found(client):
    assert client.post("/mail/reports/nobody/").status_code == 404


def test_report_is_sent_and_not_asked_for(client):
    assert client.get("/mail/reports/postmark/").status_code == 405
