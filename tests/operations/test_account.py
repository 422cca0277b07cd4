"""Every comment and application is accounted for, also those that are gone."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from blog import recycle_bin
from coaching.models import Application
from comments import reader_actions
from comments.models import Comment, Decision
from comments.moderation import actions as moderation
from operations.account import Account, account_for_applications, account_for_comments, read_report, report
from outbox.erasure import erase as erase_row
from pagecache.triggers import make_triggers
from privacy.erasure import erase
from tests.factories import make_application, make_coach, make_comment, make_post
from tests.wordpress.wxr import comment, export, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach() -> User:
    return make_coach()


def counted(account: Account) -> dict[str, int]:
    return {name: number for name, number in account.numbers.items() if number}


def comment_of_a_reader(**fields: object) -> Comment:
    return make_comment(make_post(), **{"email": "reader@reader.test", **fields})


def test_answered_waiting_and_settled(coach: User) -> None:
    long_ago = timezone.now() - timedelta(days=90)
    moderation.answer(comment_of_a_reader(state="held"), by=coach, text="Yes.")
    moderation.settle(comment_of_a_reader(state="held"), by=coach)
    comment_of_a_reader(state="held", created_at=long_ago)
    comment_of_a_reader(state="held", snoozed_until=timezone.now() + timedelta(days=3))
    account = account_for_comments()
    assert counted(account) == {"answered": 1, "settled": 1, "waiting": 2}
    assert account.since == long_ago
    assert account.received == 4


def test_decided_ones(coach: User) -> None:
    for verb in (moderation.Verb.SPAM, moderation.Verb.BIN):
        moderation.moderate(comment_of_a_reader(state="held"), verb, by=coach)
    reader_actions.withdraw(comment_of_a_reader(state="held"))
    recycle_bin.put_into_bin(comment_of_a_reader(state="held").post)
    assert counted(account_for_comments()) == {"spam": 1, "binned": 2, "on_binned": 1}


def test_public_without_a_decision_is_unexplained() -> None:
    comment = comment_of_a_reader(state="approved")
    account = account_for_comments()
    assert counted(account) == {"unexplained": 1}
    assert account.named == [comment.pk]


def test_what_staff_wrote_and_pingbacks_are_no_readers_comments(coach: User) -> None:
    comment_of_a_reader(author=coach, state="approved")
    comment_of_a_reader(kind="pingback", state="approved")
    assert account_for_comments().received == 0


def test_erased_person_stays_a_number(coach: User) -> None:
    moderation.settle(comment_of_a_reader(state="held"), by=coach)
    erase("reader@reader.test")
    assert counted(account_for_comments()) == {"erased": 1}


def test_deleted_ones_stay_numbers(coach: User) -> None:
    make_triggers()
    spam = comment_of_a_reader(state="held")
    moderation.moderate(spam, moderation.Verb.SPAM, by=coach)
    moderation.delete_for_good(spam)
    post = comment_of_a_reader(state="held").post
    recycle_bin.put_into_bin(post)
    recycle_bin.delete_for_good(post)
    assert Comment.objects.count() == 0
    assert counted(account_for_comments()) == {"deleted": 2}


def test_row_that_vanished_is_unexplained() -> None:
    make_triggers()
    comment = comment_of_a_reader(state="held")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_comment WHERE id = %s", [comment.pk])
    assert counted(account_for_comments()) == {"unexplained": 1}


def test_applications(coach: User) -> None:
    make_triggers()
    make_application(email="a@client.test")
    make_application(email="b@client.test", is_suspected_spam=True)
    make_application(email="c@client.test").move_to("in-conversation", by=coach)
    make_application(email="d@client.test").move_to("declined", by=coach)
    erase_row(make_application(email="e@client.test"))
    account = account_for_applications()
    assert counted(account) == {"waiting": 1, "in_conversation": 1, "decided": 1, "spam": 1, "erased": 1}
    assert account.received == 5


def test_stage_that_nobody_decided_is_unexplained() -> None:
    application = make_application()
    Application.objects.filter(pk=application.pk).update(stage="declined")
    assert account_for_applications().named == [application.pk]


def test_report_is_stored_once(coach: User) -> None:
    comment_of_a_reader(state="held")
    report()
    report()
    stored = read_report()
    assert stored["comments"].numbers["waiting"] == 1
    assert stored["comments"].since == Comment.objects.get().created_at
    assert stored["applications"].received == 0


def test_import_is_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_bytes(export(item(7, "hips", comment(30, email="reader@reader.test"))))
    call_command("import_wordpress", str(file), "--no-fetch", "--rehearse", stdout=StringIO())
    assert read_report() == {}
    call_command("import_wordpress", str(file), "--no-fetch", stdout=StringIO())
    account = read_report()["comments"]
    assert (account.received, account.unexplained) == (1, 0)


def test_command_says_it() -> None:
    comment_of_a_reader(state="held")
    printed = StringIO()
    call_command("account_for", stdout=printed)
    assert "Comments: 1\n  waiting for an answer: 1, the oldest since" in printed.getvalue()


def test_command_fails_if_one_is_unexplained() -> None:
    comment = comment_of_a_reader(state="approved")
    printed = StringIO()
    with pytest.raises(CommandError, match="1 can’t be explained"):
        call_command("account_for", stdout=printed)
    assert f"unexplained: 1 ({comment.pk})" in printed.getvalue()


def test_queries_do_not_grow(coach: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            report()
        return len(captured)

    comment_of_a_reader(state="held")
    before = queries()
    for _ in range(5):
        moderation.settle(comment_of_a_reader(state="held"), by=coach)
        make_application()
    assert queries() == before
    assert Decision.objects.count() == 5
