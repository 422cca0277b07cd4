"""Answers of applicants appear only where the coach reads them: in no mail, log or public page, and at no third
party."""

import json
import re
import uuid

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_ox.models import OxTask

from coaching.models import Answer, Application, MailTemplate
from coaching.questions import field_name
from comments.models import MailSettings
from inbox import digest
from outbox.models import OutgoingMail
from outbox.tasks import send_due
from tests.factories import (
    make_answer,
    make_asked,
    make_category,
    make_coach,
    make_comment,
    make_offer,
    make_post,
    make_posted,
)
from tests.smtp_server import running_mail_server

pytestmark = pytest.mark.django_db

OPTIONS = "Sturdy canary\nQuiet canary\nNone"
NUMBER = "815162"

# The models that may contain answers. The wording of a choice belongs to the site.
AT_HOME = {"coaching.Answer", "coaching.Question"}

PLACES = [
    *["/", "/articles/", "/feed/", "/comments/feed/", "/sitemap.xml", "/robots.txt", "/apply/", "/apply/status/"],
    *["/strong-hips/", "/strong-hips/feed/", "/category/core/", "/category/core/feed/", "/privacy/request/"],
    *["/sign-up/plan/", "/apply/deleted/", "/apply/status/sent/", "/search/", "/no-such-page/"],
]


@pytest.fixture
def site():
    coach = make_coach(email="mara@example.org")
    post = make_post("strong-hips", categories=[make_category()], author=coach)
    make_answer(make_comment(post))
    make_offer("plan", collects_sign_ups=True, target="", is_site_wide=True)
    return coach


@pytest.fixture
def form_data() -> dict[str, object]:
    """An answer to each kind of question."""
    kinds = {
        make_asked(kind="short"): "canary-short",
        make_asked(kind="long"): "canary-long\ncanary-long",
        make_asked(kind="number"): NUMBER,
        make_asked(kind="choice", choices=OPTIONS): "Sturdy canary",
        make_asked(kind="several", choices=OPTIONS): ["Sturdy canary", "Quiet canary"],
    }
    answers = {name: f"canary-{name}" for name in ("goal", "training", "obstacles", "found_through", "phone")}
    return make_posted(**answers) | {field_name(question): value for question, value in kinds.items()}


def has_canary(text: str) -> bool:
    # Fractions of a second are excluded.
    return "canary" in text.lower() or bool(re.search(rf"(?<![.\d]){NUMBER}(?!\d)", text))


def send(form_data: dict[str, object]) -> Application:
    sent = Client(headers={"Sec-Fetch-Site": "same-origin"}).post("/apply/", form_data)
    assert sent.status_code == 303
    return Application.objects.get()


def public_pages() -> dict[str, bytes]:
    return {place: Client().get(place).content for place in PLACES}


def handle(coach, application: Application, run_tasks) -> None:
    """Do everything with an application: read, answer, move, snooze, correct and withdraw it."""
    staff = Client()
    staff.force_login(coach)
    page = reverse("admin:coaching_application_change", args=[application.pk])
    assert "canary-long" in staff.get(page).content.decode()
    staff.get("/admin/")
    template = MailTemplate.objects.all()[0]
    message_url = reverse("admin:coaching_application_message", args=[application.pk])
    staff.get(message_url, {"template": template.pk})
    form = {"key": str(uuid.uuid4()), "subject": "Hi", "text": "When do you have time?", "stage": "in-conversation"}
    assert staff.post(message_url, {**form, "since": application.stage}).status_code == 302
    digest.write(coach, application.created_at.date())
    applicant = Client(headers={"Sec-Fetch-Site": "same-origin"})
    applicant.post("/apply/status/", {"email": application.email})
    applicant.post(f"{application.private_url}withdraw/", {"words": "canary-words"})
    run_tasks(raise_failures=True)


def test_answers_are_in_no_mail_log_cache_or_public_page(
    site, form_data, settings, akismet_server, run_tasks, caplog, clock
):
    caplog.set_level("DEBUG")
    MailSettings.objects.update_or_create(pk=1, defaults={"urgent_at_once": True})
    before = public_pages()
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        application = send(form_data)
        run_tasks(raise_failures=True)
        handle(site, application, run_tasks)
        clock(minutes=5)
        send_due.func()
    assert Answer.objects.count() == 10

    left = [part.get_content() for mail in server.mails for part in mail.walk() if not part.is_multipart()]
    headers_of_mails = [str(mail.items()) for mail in server.mails]
    assert len(server.mails) >= 4
    assert akismet_server.requests
    outputs = {
        "mail": "".join(left + headers_of_mails),
        "mail rows": serializers.serialize("json", OutgoingMail.objects.all()),
        "akismet": json.dumps(akismet_server.requests),
        "log": caplog.text,
        "queue": serializers.serialize("json", OxTask.objects.all()),
        "admin log": serializers.serialize("json", LogEntry.objects.all()),
        "cache": str(getattr(cache, "_cache", "")),
    }
    for place, text in outputs.items():
        assert not has_canary(text), place
    assert public_pages() == before


def test_answers_are_stored_only_in_answer_rows(site, form_data, run_tasks):
    send(form_data)
    run_tasks(raise_failures=True)
    for model in apps.get_models():
        if model._meta.label not in AT_HOME:
            text = serializers.serialize("json", model._base_manager.all()).replace("canary-phone", "")
            assert not has_canary(text), model._meta.label
