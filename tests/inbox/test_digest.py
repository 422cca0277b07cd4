from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import MailSettings
from inbox import digest, tasks
from inbox.models import InboxSettings
from outbox.models import OutgoingMail
from tests.factories import make_answer, make_application, make_coach, make_comment, make_post, make_user

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)


@pytest.fixture
def coach():
    return make_coach(email="mara@example.org")


@pytest.fixture
def post(coach):
    return make_post("strong-hips", title="Strong hips", author=coach)


@pytest.fixture
def digests_at(monkeypatch):
    """``digests_at(moment)`` writes the digests due at that moment, and returns all that were not cancelled."""

    def write(moment: datetime) -> list[OutgoingMail]:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        digest.write_due()
        return list(OutgoingMail.objects.filter(cancelled_at=None).order_by("pk"))

    return write


def make_waiting_comment(post, days=1, **fields):
    return make_comment(post, created_at=MONDAY - timedelta(days=days), **fields)


def test_digest_lists_the_most_urgent_first(digests_at, post, settings):
    settings.SITE_URL = "https://coach.example.com"
    thanks = make_waiting_comment(post, days=6, name="Kim", text="Thank you.", state="held")
    make_waiting_comment(post, days=3, name="Jonas", text="Which weights?")
    buyer = make_waiting_comment(post, days=2, name="Nadia", text="How do I <b>sign up</b>?")
    [mail] = digests_at(MONDAY)
    assert (mail.to, mail.kind) == ("mara@example.org", "digest")
    assert mail.subject == "3 are waiting for you, 1 wants to buy"
    assert "3 are waiting, the oldest for 6\xa0days. 1 wants to buy." in mail.text
    for text in (mail.text, mail.html):
        places = [text.index(f"{name} on “Strong hips”") for name in ("Nadia", "Jonas", "Kim")]
        assert places == sorted(places)
        for comment in (buyer, thanks):
            assert f"https://coach.example.com/admin/inbox/{comment.pk}/" in text
        assert "Wants to buy: “sign up”." in text
        assert "Not public yet." in text


def test_thread_is_listed_once_with_its_most_urgent_comment(digests_at, post):
    root = make_waiting_comment(post, days=3, name="Nadia", text="Which weights?")
    make_waiting_comment(post, days=2, parent=root, name="Kim", text="I am in constant pain.")
    [mail] = digests_at(MONDAY)
    assert "Kim on “Strong hips”" in mail.text
    assert "Nadia on" not in mail.text
    assert "Waiting for 3\xa0days. 2 comments in this thread are waiting. Red flag: “constant pain”." in mail.text


def test_digest_is_not_sent_if_nothing_is_waiting(digests_at, post):
    make_answer(make_waiting_comment(post), created_at=MONDAY)
    assert digests_at(MONDAY) == []


def test_snoozed_comment_is_not_listed(digests_at, post):
    make_waiting_comment(post, snoozed_until=MONDAY + timedelta(days=1))
    assert digests_at(MONDAY) == []


def test_at_most_one_digest_a_day(digests_at, post):
    make_waiting_comment(post)
    assert len(digests_at(MONDAY)) == len(digests_at(MONDAY + timedelta(minutes=15))) == 1


def test_comment_after_the_digest_is_in_the_next_one(digests_at, post):
    digests_at(MONDAY)
    make_waiting_comment(post)
    assert digests_at(MONDAY + timedelta(minutes=15)) == []
    assert len(digests_at(MONDAY + timedelta(days=1))) == 1


def test_new_digest_replaces_an_unsent_one(digests_at, post):
    make_waiting_comment(post)
    [first] = digests_at(MONDAY)
    [second] = digests_at(MONDAY + timedelta(days=1))
    assert second.pk != first.pk


def test_sent_digest_is_not_replaced(digests_at, post):
    make_waiting_comment(post)
    [first] = digests_at(MONDAY)
    first.mark_sent()
    assert len(digests_at(MONDAY + timedelta(days=1))) == 2


def test_digest_is_not_written_before_its_time(digests_at, post):
    make_waiting_comment(post)
    assert digests_at(MONDAY.replace(hour=7, minute=59)) == []


def test_time_is_in_the_sites_time_zone(digests_at, post, settings):
    settings.TIME_ZONE = "America/New_York"
    make_waiting_comment(post)
    assert digests_at(MONDAY) == []
    assert len(digests_at(MONDAY + timedelta(hours=5))) == 1


def test_digest_is_written_on_the_chosen_days(digests_at, post):
    MailSettings.objects.create(pk=1, digest_days=[1], digest_at=time(18))
    make_waiting_comment(post)
    assert digests_at(MONDAY.replace(hour=19)) == []
    assert len(digests_at(MONDAY.replace(day=3, hour=19))) == 1


def test_backlog_is_counted_and_not_listed(digests_at, post):
    make_waiting_comment(post, days=61, name="Old")
    make_waiting_comment(post, name="New")
    [mail] = digests_at(MONDAY)
    assert mail.subject == "1 is waiting for you"
    assert "1 old comment is in the backlog." in mail.text
    assert "Old on" not in mail.text


def test_start_of_the_backlog_is_configurable(digests_at, post):
    InboxSettings.objects.create(pk=1, backlog_days=10)
    make_waiting_comment(post, days=11)
    assert digests_at(MONDAY) == []


def test_waiting_application_is_listed_first_without_its_answers(digests_at, post):
    make_waiting_comment(post, days=3, text="Which weights?")
    application = make_application(name="Nadia Sommer", created_at=MONDAY - timedelta(days=2))
    [mail] = digests_at(MONDAY)
    assert mail.subject == "2 are waiting for you, 1 wants to buy"
    assert mail.text.index("Nadia Sommer applies for coaching") < mail.text.index(" on “Strong hips”")
    assert f"/admin/coaching/application/{application.pk}/change/" in mail.text
    assert application.headline not in mail.text + mail.html


def test_answer_with_a_due_reminder_is_listed(digests_at, post):
    answer = make_answer(
        make_waiting_comment(post), created_at=MONDAY - timedelta(hours=9), remind_at=MONDAY - timedelta(hours=1)
    )
    [mail] = digests_at(MONDAY)
    assert "Your answer on “Strong hips”" in mail.text
    assert f"/admin/inbox/{answer.pk}/" in mail.text


def test_digest_is_not_sent_for_the_backlog_alone(digests_at, post):
    make_waiting_comment(post, days=61)
    assert digests_at(MONDAY) == []


def test_long_list_is_cut_and_says_so(digests_at, post):
    for _ in range(digest.MAX_LINES + 2):
        make_waiting_comment(post)
    [mail] = digests_at(MONDAY)
    assert mail.text.count(" on “Strong hips”") == digest.MAX_LINES
    assert "2 more are waiting." in mail.text


def test_private_question_is_listed_and_not_quoted(digests_at, post):
    make_waiting_comment(post, name="Nadia", text="My back, in confidence.", is_private=True, state="held")
    [mail] = digests_at(MONDAY)
    assert "Asked privately." in mail.text
    assert "in confidence" not in mail.text + mail.html


def test_markup_and_names_are_escaped(digests_at, post):
    make_waiting_comment(post, name="<img src=x>", text="<script>alert(1)</script> {{ site }}")
    [mail] = digests_at(MONDAY)
    assert "<img src=x" not in mail.html
    assert "<script>" not in mail.html


def test_each_author_gets_comments_on_their_own_articles(digests_at, post):
    other = make_coach(email="jo@example.org")
    make_waiting_comment(post, name="Nadia")
    make_waiting_comment(make_post(author=other), name="Kim")
    make_waiting_comment(make_post(author=make_coach(email="gone@example.org", is_active=False)), name="Lee")
    names = {
        mail.to: [name for name in ("Nadia", "Kim", "Lee") if f"{name} on" in mail.text] for mail in digests_at(MONDAY)
    }
    assert {to: sorted(found) for to, found in names.items()} == {
        "mara@example.org": ["Lee", "Nadia"],
        "jo@example.org": ["Kim", "Lee"],
    }


def test_digest_lists_what_its_recipient_may_see(digests_at, post):
    """A coach who answers no readers, one who works on no applications, and staff who do neither."""
    make_waiting_comment(post, name="Nadia")
    make_application(name="Jonas Berg", stage="client", next_step="Call.", next_step_on=MONDAY.date())
    for email, codename in (
        ("jo@example.org", "change_application"),
        ("mo@example.org", "change_comment"),
        ("li@", ""),
    ):
        person = make_user(email=email, is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename=codename))
    names = {
        mail.to: [name for name in ("Nadia", "Jonas") if name in mail.text + mail.html] for mail in digests_at(MONDAY)
    }
    assert names == {"mara@example.org": ["Nadia", "Jonas"], "jo@example.org": ["Jonas"]}


def test_following_the_link_of_the_mail_changes_nothing(digests_at, post, coach):
    comment = make_waiting_comment(post, state="held")
    digests_at(MONDAY)
    client = Client()
    client.force_login(coach)
    assert client.get(f"/admin/inbox/{comment.pk}/").status_code == 200
    comment.refresh_from_db()
    assert (comment.state, comment.settled_at) == ("held", None)


def test_task_writes_the_digest(monkeypatch, run_tasks, post):
    make_waiting_comment(post)
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    tasks.write_due_digests.enqueue()
    run_tasks(raise_failures=True)
    assert OutgoingMail.objects.get().kind == "digest"


def test_coach_configures_the_digest_in_the_admin(client, coach):
    client.force_login(coach)
    email = "/admin/comments/mailsettings/1/change/"
    assert client.get(email).status_code == 200
    response = client.post(email, {"digest_days": ["0", "4"], "digest_at": "17:30"})
    assert response.status_code == 302
    kept = MailSettings.load()
    assert (kept.urgent_at_once, kept.digest_days, kept.digest_at) == (False, [0, 4], time(17, 30))


def test_invalid_day_is_refused(client, coach):
    client.force_login(coach)
    data = {"digest_days": ["7"], "digest_at": "17:30"}
    assert client.post("/admin/comments/mailsettings/1/change/", data).status_code == 200
    assert not MailSettings.objects.exists()


def test_digest_takes_the_same_queries_for_any_number_of_threads(post, coach, django_assert_num_queries):
    make_comment(post)
    with CaptureQueriesContext(connection) as few:
        digest.write(coach, MONDAY.date())
    OutgoingMail.objects.all().delete()
    for _ in range(10):
        make_comment(post)
    with django_assert_num_queries(len(few)):
        digest.write(coach, MONDAY.date())


def test_finding_the_recipients_takes_one_query_for_ten_staff(django_assert_num_queries):
    staff = [make_user(is_staff=True, role=role) for role in ["coach", "helper"] * 5]
    make_user(is_staff=True, role="writer")
    with django_assert_num_queries(1):
        assert {person.pk for person in digest.recipients()} == {person.pk for person in staff}
