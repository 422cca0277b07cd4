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
def at(monkeypatch):
    """What is done at that moment."""

    def write_at(moment: datetime) -> list[OutgoingMail]:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        digest.write_due()
        return list(OutgoingMail.objects.filter(cancelled_at=None).order_by("pk"))

    return write_at


def ask(post, days=1, **fields):
    return make_comment(post, created_at=MONDAY - timedelta(days=days), **fields)


def test_digest_says_what_waits_the_most_urgent_first(at, post, settings):
    settings.SITE_URL = "https://coach.example.com"
    thanks = ask(post, days=6, name="Kim", text="Thank you.", state="held")
    ask(post, days=3, name="Jonas", text="Which weights?")
    buyer = ask(post, days=2, name="Nadia", text="How do I <b>sign up</b>?")
    [mail] = at(MONDAY)
    assert (mail.to, mail.kind) == ("mara@example.org", "digest")
    assert mail.subject == "3 wait for you, 1 wants to buy"
    assert "3 wait, the oldest for 6\xa0days now. 1 wants to buy." in mail.text
    for words in (mail.text, mail.html):
        places = [words.index(f"{name} on “Strong hips”") for name in ("Nadia", "Jonas", "Kim")]
        assert places == sorted(places)
        for comment in (buyer, thanks):
            assert f"https://coach.example.com/admin/inbox/{comment.pk}/" in words
        assert "Wishes to buy: “sign up”." in words
        assert "Not public yet." in words


def test_thread_is_listed_once_with_what_is_most_urgent_in_it(at, post):
    root = ask(post, days=3, name="Nadia", text="Which weights?")
    ask(post, days=2, parent=root, name="Kim", text="I am in constant pain.")
    [mail] = at(MONDAY)
    assert "Kim on “Strong hips”" in mail.text
    assert "Nadia on" not in mail.text
    assert "Waits for 3\xa0days. 2 comments of this thread wait. Red flag: “constant pain”." in mail.text


def test_nothing_waits_and_no_mail_comes(at, post):
    make_answer(ask(post), created_at=MONDAY)
    assert at(MONDAY) == []


def test_what_is_put_off_does_not_wait(at, post):
    ask(post, snoozed_until=MONDAY + timedelta(days=1))
    assert at(MONDAY) == []


def test_one_digest_a_day(at, post):
    ask(post)
    assert len(at(MONDAY)) == len(at(MONDAY + timedelta(minutes=15))) == 1


def test_what_comes_after_the_digest_waits_for_the_next(at, post):
    at(MONDAY)
    ask(post)
    assert at(MONDAY + timedelta(minutes=15)) == []
    assert len(at(MONDAY + timedelta(days=1))) == 1


def test_newer_digest_takes_the_place_of_one_that_was_never_sent(at, post):
    ask(post)
    [first] = at(MONDAY)
    [second] = at(MONDAY + timedelta(days=1))
    assert second.pk != first.pk


def test_digest_that_was_sent_stays(at, post):
    ask(post)
    [first] = at(MONDAY)
    first.mark_sent()
    assert len(at(MONDAY + timedelta(days=1))) == 2


def test_before_its_time_there_is_none(at, post):
    ask(post)
    assert at(MONDAY.replace(hour=7, minute=59)) == []


def test_time_is_that_of_the_site(at, post, settings):
    settings.TIME_ZONE = "America/New_York"
    ask(post)
    assert at(MONDAY) == []
    assert len(at(MONDAY + timedelta(hours=5))) == 1


def test_only_on_the_days_that_she_picked(at, post):
    MailSettings.objects.create(pk=1, digest_days=[1], digest_at=time(18))
    ask(post)
    assert at(MONDAY.replace(hour=19)) == []
    assert len(at(MONDAY.replace(day=3, hour=19))) == 1


def test_backlog_is_counted_and_not_listed(at, post):
    ask(post, days=61, name="Old")
    ask(post, name="New")
    [mail] = at(MONDAY)
    assert mail.subject == "1 waits for you"
    assert "1 old comment is in the backlog." in mail.text
    assert "Old on" not in mail.text


def test_backlog_begins_where_she_says(at, post):
    InboxSettings.objects.create(pk=1, backlog_days=10)
    ask(post, days=11)
    assert at(MONDAY) == []


def test_application_that_waits_is_listed_first_without_its_answers(at, post):
    ask(post, days=3, text="Which weights?")
    application = make_application(name="Nadia Sommer", created_at=MONDAY - timedelta(days=2))
    [mail] = at(MONDAY)
    assert mail.subject == "2 wait for you, 1 wants to buy"
    assert mail.text.index("Nadia Sommer applies for coaching") < mail.text.index(" on “Strong hips”")
    assert f"/admin/coaching/application/{application.pk}/change/" in mail.text
    assert application.headline not in mail.text + mail.html


def test_answer_to_ask_again_about_is_listed(at, post):
    answer = make_answer(ask(post), created_at=MONDAY - timedelta(hours=9), remind_at=MONDAY - timedelta(hours=1))
    [mail] = at(MONDAY)
    assert "Your answer on “Strong hips”" in mail.text
    assert f"/admin/inbox/{answer.pk}/" in mail.text


def test_backlog_alone_is_no_reason_for_a_mail(at, post):
    ask(post, days=61)
    assert at(MONDAY) == []


def test_long_list_is_cut_and_says_so(at, post):
    for _ in range(digest.LISTED + 2):
        ask(post)
    [mail] = at(MONDAY)
    assert mail.text.count(" on “Strong hips”") == digest.LISTED
    assert "2 more wait." in mail.text


def test_private_question_is_named_and_not_quoted(at, post):
    ask(post, name="Nadia", text="My back, in confidence.", is_private=True, state="held")
    [mail] = at(MONDAY)
    assert "Asked privately." in mail.text
    assert "in confidence" not in mail.text + mail.html


def test_markup_and_names_are_text(at, post):
    ask(post, name="<img src=x>", text="<script>alert(1)</script> {{ site }}")
    [mail] = at(MONDAY)
    assert "<img src=x" not in mail.html
    assert "<script>" not in mail.html


def test_each_author_hears_of_their_own_articles(at, post):
    other = make_coach(email="jo@example.org")
    ask(post, name="Nadia")
    ask(make_post(author=other), name="Kim")
    ask(make_post(author=make_coach(email="gone@example.org", is_active=False)), name="Lee")
    names = {mail.to: [name for name in ("Nadia", "Kim", "Lee") if f"{name} on" in mail.text] for mail in at(MONDAY)}
    assert {to: sorted(found) for to, found in names.items()} == {
        "mara@example.org": ["Lee", "Nadia"],
        "jo@example.org": ["Kim", "Lee"],
    }


def test_each_hears_of_what_they_may_see(at, post):
    """A coach who answers no readers, one who works on no applications, and staff who do neither."""
    ask(post, name="Nadia")
    make_application(name="Jonas Berg", stage="client", next_step="Call.", next_step_on=MONDAY.date())
    for address, may in (("jo@example.org", "change_application"), ("mo@example.org", "change_comment"), ("li@", "")):
        person = make_user(email=address, is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename=may))
    names = {mail.to: [name for name in ("Nadia", "Jonas") if name in mail.text + mail.html] for mail in at(MONDAY)}
    assert names == {"mara@example.org": ["Nadia", "Jonas"], "jo@example.org": ["Jonas"]}


def test_link_of_the_mail_decides_nothing(at, post, coach):
    comment = ask(post, state="held")
    at(MONDAY)
    client = Client()
    client.force_login(coach)
    assert client.get(f"/admin/inbox/{comment.pk}/").status_code == 200
    comment.refresh_from_db()
    assert (comment.state, comment.settled_at) == ("held", None)


def test_task_writes_it(monkeypatch, run_tasks, post):
    ask(post)
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    tasks.write_due_digests.enqueue()
    run_tasks(raise_failures=True)
    assert OutgoingMail.objects.get().kind == "digest"


def test_coach_says_when_in_the_admin(client, coach):
    client.force_login(coach)
    address = "/admin/comments/mailsettings/1/change/"
    assert client.get(address).status_code == 200
    response = client.post(address, {"digest_days": ["0", "4"], "digest_at": "17:30"})
    assert response.status_code == 302
    kept = MailSettings.load()
    assert (kept.urgent_at_once, kept.digest_days, kept.digest_at) == (False, [0, 4], time(17, 30))


def test_day_that_is_none_is_refused(client, coach):
    client.force_login(coach)
    data = {"digest_days": ["7"], "digest_at": "17:30"}
    assert client.post("/admin/comments/mailsettings/1/change/", data).status_code == 200
    assert not MailSettings.objects.exists()


def test_costs_the_same_queries_for_any_number_of_threads(post, coach, django_assert_num_queries):
    make_comment(post)
    with CaptureQueriesContext(connection) as few:
        digest.write(coach, MONDAY.date())
    OutgoingMail.objects.all().delete()
    for _ in range(10):
        make_comment(post)
    with django_assert_num_queries(len(few)):
        digest.write(coach, MONDAY.date())
