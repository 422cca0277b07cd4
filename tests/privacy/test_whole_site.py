"""A person's whole way through the site, and then: is anything left, in any field or any file?"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.models import Comment
from comments.moderation import Verb
from outbox.models import OutgoingMail
from privacy.models import PersonRequest, RetentionSettings
from privacy.retention import let_go
from privacy.tasks import finish_erasures
from tests.factories import make_coach, make_comment, make_post, make_posted
from tests.privacy.test_erasing import found

CANARIES = ["zwetschge", "203.0.113.199", "kuerbisphone"]
EMAIL = "zora@zwetschge.example"
HEADERS = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Kuerbisphone/7"}


def files() -> list[Path]:
    # PostgreSQL overwrites what is dead when it vacuums, and not before.
    database = Path(str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else "no-file")
    media = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    lists = [Path(settings.ERASED_LIST)]
    return [path for path in [*database.parent.glob(f"{database.name}*"), *media, *lists] if path.exists()]


def left() -> dict[str, list[str]]:
    """Where each canary is still: fields of the database, then files, byte by byte."""
    data = {path.name: path.read_bytes().lower() for path in files()}
    in_files = {canary: [name for name, bytes_ in data.items() if canary.encode() in bytes_] for canary in CANARIES}
    return {canary: [*found(canary), *in_files[canary]] for canary in CANARIES}


def come_and_go(reader, run_tasks) -> Comment:
    """She comments, gets an answer, asks privately and applies."""
    post = make_post("strong-hips", author=make_coach(email="mara@example.org"))
    words = {"name": "Zora Zwetschge", "email": EMAIL, "website": "https://zwetschge.example/"}
    reader.post("/strong-hips/comments/new/", {**words, "text": "My zwetschge tree is heavier than my kettlebell."})
    run_tasks(raise_failures=True)
    comment = Comment.objects.latest("pk")
    moderation.moderate(comment, Verb.APPROVE, by=post.author)
    moderation.answer(comment, by=post.author, text="Lift it with your hips!")
    make_comment(parent=comment, text="I have an apple tree.")
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    reader.post("/strong-hips/comments/new/", {**words, "text": "A zwetschge a day, for my knee?", "is_private": "on"})
    reader.post("/apply/", make_posted(name="Zora Zwetschge", email=EMAIL, goal="Carry a zwetschge tree."))
    run_tasks(raise_failures=True)
    return comment


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_and_the_thread_is_whole(run_tasks, akismet_server):
    reader = Client(headers=HEADERS, REMOTE_ADDR="203.0.113.199")
    comment = come_and_go(reader, run_tasks)
    thread = list(Comment.objects.approved().values_list("pk", "parent_id", "thread_id"))
    assert all(left().values())

    reader.post("/privacy/request/", {"email": EMAIL, "kind": "erase"})
    link = PersonRequest.objects.get().private_url
    assert b"zwetschge" not in reader.get(link).content.replace(EMAIL.encode(), b"")
    reader.post(f"{link}erase/")
    run_tasks(raise_failures=True)
    OutgoingMail.objects.get(kind="privacy-done").mark_sent()
    finish_erasures.call()
    assert left() == {canary: [] for canary in CANARIES}
    assert list(Comment.objects.approved().values_list("pk", "parent_id", "thread_id")) == thread
    assert comment.post.comments.approved().count() == 3


@pytest.mark.django_db(transaction=True)
def test_after_the_longest_time_no_address_and_no_mail_is_left(run_tasks, clock, akismet_server):
    reader = Client(headers=HEADERS, REMOTE_ADDR="203.0.113.199")
    come_and_go(reader, run_tasks)
    for mail in OutgoingMail.objects.all():
        mail.mark_sent()
    clock(days=RetentionSettings().mail_days + 1)
    let_go()
    assert left()["203.0.113.199"] == []
    assert not OutgoingMail.objects.exclude(to="", subject="", text="", html="").exists()
