"""A person uses the whole site and is erased: no field or file contains personal data afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from outbox.models import OutgoingMail
from privacy.models import PrivacyRequest, RetentionSettings
from privacy.retention import purge_expired
from privacy.tasks import finish_erasures
from search.filling import fill
from search.finding import find
from tests.factories import make_coach, make_comment, make_post, make_posted
from tests.privacy.test_erasure import fields_with

CANARIES = ["zwetschge", "203.0.113.199", "kuerbisphone"]
EMAIL = "zora@zwetschge.example"
HEADERS = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Kuerbisphone/7"}


def files() -> list[Path]:
    # PostgreSQL overwrites dead rows only when it vacuums.
    database = Path(str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else "no-file")
    media = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    lists = [Path(settings.ERASURE_LOG)]
    return [path for path in [*database.parent.glob(f"{database.name}*"), *media, *lists] if path.exists()]


def places_of_canaries() -> dict[str, list[str]]:
    """The fields of the database and the files that contain each canary."""
    data = {path.name: path.read_bytes().lower() for path in files()}
    in_files = {canary: [name for name, bytes_ in data.items() if canary.encode() in bytes_] for canary in CANARIES}
    return {canary: [*fields_with(canary), *in_files[canary]] for canary in CANARIES}


def use_the_site(reader, run_tasks) -> Comment:
    """A reader comments, gets an answer, asks privately and applies."""
    post = make_post("strong-hips", author=make_coach(email="mara@example.org"))
    fields = {"name": "Zora Zwetschge", "email": EMAIL, "website": "https://zwetschge.example/"}
    reader.post("/strong-hips/comments/new/", {**fields, "text": "My zwetschge tree is heavier than my kettlebell."})
    run_tasks(raise_failures=True)
    comment = Comment.objects.latest("pk")
    moderation.moderate(comment, Verb.APPROVE, by=post.author)
    moderation.answer(comment, by=post.author, text="Lift it with your hips!")
    make_comment(parent=comment, text="I have an apple tree.")
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    reader.post("/strong-hips/comments/new/", {**fields, "text": "A zwetschge a day, for my knee?", "is_private": "on"})
    reader.post("/apply/", make_posted(name="Zora Zwetschge", email=EMAIL, goal="Carry a zwetschge tree."))
    run_tasks(raise_failures=True)
    return comment


@pytest.mark.django_db(transaction=True)
def test_erasure_leaves_no_personal_data_and_keeps_the_thread(run_tasks, akismet_server):
    reader = Client(headers=HEADERS, REMOTE_ADDR="203.0.113.199")
    comment = use_the_site(reader, run_tasks)
    fill()
    assert find("zwetschge").found
    thread = list(Comment.objects.approved().values_list("pk", "parent_id", "thread_id"))
    assert all(places_of_canaries().values())

    reader.post("/privacy/request/", {"email": EMAIL, "kind": "erase"})
    link = PrivacyRequest.objects.get().private_url
    assert b"zwetschge" not in reader.get(link).content.replace(EMAIL.encode(), b"")
    reader.post(f"{link}erase/")
    run_tasks(raise_failures=True)
    OutgoingMail.objects.get(kind="privacy-done").mark_sent()
    finish_erasures.call()
    assert places_of_canaries() == {canary: [] for canary in CANARIES}
    assert not find("zwetschge").found
    assert list(Comment.objects.approved().values_list("pk", "parent_id", "thread_id")) == thread
    assert comment.post.comments.approved().count() == 3


@pytest.mark.django_db(transaction=True)
def test_retention_leaves_no_ip_address_and_no_mail(run_tasks, clock, akismet_server):
    reader = Client(headers=HEADERS, REMOTE_ADDR="203.0.113.199")
    use_the_site(reader, run_tasks)
    for mail in OutgoingMail.objects.all():
        mail.mark_sent()
    clock(days=RetentionSettings().mail_days + 1)
    purge_expired()
    assert places_of_canaries()["203.0.113.199"] == []
    assert not OutgoingMail.objects.exclude(to="", subject="", text="", html="").exists()
