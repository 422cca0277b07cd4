"""Whether the site is well: a word for everybody, all of it for staff, and a mail to the owners when it stays wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_ox.models import OxScheduleTick
from django_ox.testing import run_tasks
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from comments.models import ScreeningRules
from operations.health import troubles
from operations.health.examination import Examiner, examine
from operations.health.findings import Finding
from operations.models import AccountReport, BackupRun, Trouble
from outbox.delivery import deliver_due
from outbox.models import OutgoingMail
from outbox.tasks import send
from tests.factories import make_mail, make_user
from tests.smtp_server import FakeMailServer

pytestmark = pytest.mark.django_db

Clock = Callable[..., None]


@pytest.fixture(autouse=True)
def server(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail_server: FakeMailServer
) -> FakeMailServer:
    """A site that is well: it works, sends its mail, and was backed up."""
    settings.DATA_DIR = settings.BACKUP_DIR = tmp_path
    work_is_done()
    BackupRun.objects.create(ended_at=timezone.now(), restore_seconds=41.2)
    monkeypatch.setattr("operations.health.views.examiner", Examiner())
    return mail_server


@pytest.fixture
def owner() -> User:
    return make_user(is_staff=True, role=Role.OWNER)


def work_is_done() -> None:
    now = timezone.now()
    OxScheduleTick.objects.create(schedule_name="send-due-mail", scheduled_for=now, created_at=now)


def found(name: str) -> Finding:
    return next(finding for finding in examine() if finding.name == name)


def page_for(person: User) -> str:
    client = Client()
    client.force_login(person)
    return " ".join(client.get("/admin/health/").text.split())


def test_well_site_says_so(client: Client, owner: User) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    page = page_for(owner)
    assert "All is well." in page
    assert "restored beside the site, in 41 s" in page


def test_stranger_learns_only_that_something_is_wrong(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    BackupRun.objects.create(ended_at=timezone.now(), failure="The disk is full.")
    response = client.get("/health/")
    assert (response.status_code, response.content) == (503, b"failing\n")
    assert caplog.text == ""


def test_who_asks_often_costs_nothing(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/health/")
    with django_assert_num_queries(0):
        assert client.get("/health/").status_code == 200


def test_database_that_does_not_answer(client: Client) -> None:
    def refuse(*_args: object) -> None:
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(refuse):
        assert client.get("/health/").status_code == 503
        client.cookies["sessionid"] = "of-somebody"
        assert client.get("/health/").content == b"failing\n"
        assert found("database").to_do


def test_staff_are_led_to_the_page_and_get_json(owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert client.get("/health/")["Location"] == "/admin/health/"
    response = client.get("/health/?format=json", follow=True)
    assert response.status_code == 200
    assert response.json()["ok"] is True
    assert response.json()["found"]["mail"]["ok"] is True


def test_json_has_the_status_of_the_site(owner: User, settings: Settings) -> None:
    settings.MAILERS = {}
    client = Client()
    client.force_login(owner)
    response = client.get("/admin/health/?format=json")
    assert response.status_code == 503
    assert response.json()["found"]["mail"]["to_do"] == "Connect a mail provider."


def test_only_owners_get_links(owner: User) -> None:
    helper = make_user(is_staff=True, role=Role.HELPER)
    link = f'<a href="{reverse("admin:outbox_mail")}">Mail</a>'
    assert link in page_for(owner)
    assert link not in page_for(helper)
    assert "Each mail leaves soon" in page_for(helper)


def test_worker_that_stands_still(clock: Clock) -> None:
    clock(minutes=6)
    assert "Nothing has been done in the background for 6\xa0minutes" in found("work").said


def test_work_that_waits(clock: Clock) -> None:
    send.enqueue(1)
    clock(minutes=31)
    work_is_done()
    assert "has waited for 31\xa0minutes" in found("work").said


def test_work_that_is_not_due_does_not_wait(clock: Clock) -> None:
    send.using(run_after=timezone.now() + timedelta(hours=2)).enqueue(1)
    clock(hours=1)
    work_is_done()
    assert found("work").is_well


def test_mail_server_that_does_not_answer(server: FakeMailServer, clock: Clock) -> None:
    make_mail()
    server.replies["CONNECT"] = "421 too busy"
    deliver_due()
    assert found("mail").is_well
    clock(hours=2)
    assert "1 mail has waited for 2\xa0hours." in found("mail").said
    server.replies.clear()
    deliver_due()
    assert found("mail").is_well


def test_recipient_who_asks_to_wait_is_no_trouble_of_the_site(server: FakeMailServer, clock: Clock) -> None:
    make_mail()
    server.replies["RCPT"] = "450 greylisted"
    deliver_due()
    clock(hours=2)
    server.replies.clear()
    make_mail(sent_at=timezone.now())
    assert found("mail").is_well


def test_akismet_that_refuses_the_key() -> None:
    ScreeningRules.load().note_akismet_problem("Akismet does not accept the key.")
    assert found("screening").said == "Akismet does not accept the key."


def test_unexplained_rows() -> None:
    numbers = {"unexplained": 2, "since": None}
    AccountReport.objects.create(numbers={"comments": numbers, "applications": {**numbers, "unexplained": 0}})
    assert "What became of 2 comments or applications can’t be explained." in found("account").said


@pytest.mark.parametrize(("days", "is_well"), [(1, True), (3, False)])
def test_age_of_the_last_good_backup(clock: Clock, days: int, is_well: bool) -> None:
    clock(days=days)
    assert found("backup").is_well is is_well


def test_first_backup_is_awaited() -> None:
    BackupRun.objects.all().delete()
    assert found("backup").said == "The first one is made tonight."


def test_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.health.machine.LEAST", 2**60)
    assert "Make room in" in found("disk").to_do


def test_clock_that_was_set_back(clock: Clock) -> None:
    assert found("clock").is_well
    clock(days=-3)
    assert "The clock is wrong" in found("clock").said


class SilentStorage(InMemoryStorage):
    def exists(self, name: str) -> bool:
        raise OSError("no answer")


@pytest.mark.parametrize(("storage", "is_well"), [(InMemoryStorage, True), (SilentStorage, False)])
def test_store_of_files_elsewhere(settings: Settings, storage: type, is_well: bool) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.{storage.__name__}"}}
    assert found("files").is_well is is_well


# The clock of PostgreSQL's server stays where it is, and two clocks that differ are a trouble themselves.
with_one_clock = pytest.mark.sqlite


def watch_for(clock: Clock, minutes: int) -> None:
    for _ in range(minutes // 5):
        clock(minutes=5)
        work_is_done()
        troubles.watch()
        run_tasks()
        deliver_due()


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="site-trouble").order_by("pk"))


@with_one_clock
def test_owners_are_mailed_once_until_it_was_well(owner: User, clock: Clock) -> None:
    make_user(is_staff=True, role=Role.COACH)
    failed = BackupRun.objects.create(ended_at=timezone.now(), failure="The disk is full.")
    watch_for(clock, 15)
    assert mails() == []
    watch_for(clock, 60)
    assert [mail.to for mail in mails()] == [owner.email]
    assert "The disk is full." in mails()[0].text
    failed.delete()
    watch_for(clock, 70)
    assert not Trouble.objects.exists()
    BackupRun.objects.create(ended_at=timezone.now(), failure="The disk is full again.")
    watch_for(clock, 25)
    assert len(mails()) == 2


@with_one_clock
def test_what_comes_and_goes_is_one_trouble(owner: User, clock: Clock) -> None:
    for _ in range(3):
        failed = BackupRun.objects.create(ended_at=timezone.now(), failure="The disk is full.")
        watch_for(clock, 30)
        failed.delete()
        watch_for(clock, 30)
    assert len(mails()) == 1


@with_one_clock
def test_what_is_over_soon_is_not_mailed(owner: User, clock: Clock) -> None:
    failed = BackupRun.objects.create(ended_at=timezone.now(), failure="The disk is full.")
    watch_for(clock, 10)
    failed.delete()
    watch_for(clock, 90)
    assert mails() == []


@with_one_clock
def test_trouble_with_mail_is_shown_and_not_mailed(owner: User, settings: Settings, clock: Clock) -> None:
    settings.MAILERS = {}
    watch_for(clock, 20)
    client = Client()
    client.force_login(owner)
    assert "Needs attention: Mail" in " ".join(client.get("/admin/").text.split())
    assert mails() == []


@with_one_clock
def test_mail_about_what_is_over_is_not_sent(owner: User, server: FakeMailServer, clock: Clock) -> None:
    server.replies["CONNECT"] = "421 too busy"
    failed = BackupRun.objects.create(ended_at=timezone.now(), failure="The disk is full.")
    watch_for(clock, 20)
    failed.delete()
    watch_for(clock, 70)
    server.replies.clear()
    clock(hours=3)
    deliver_due()
    assert [bool(mail.cancelled_at) for mail in mails()] == [True]
    assert server.mails == []
