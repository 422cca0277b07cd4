"""The inbox: what it shows, and in which order."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from inbox.models import InboxSettings
from tests.factories import make_answer, make_application, make_comment, make_many_comments, make_post, make_user

pytestmark = pytest.mark.django_db


def ago(**time):
    return timezone.now() - timedelta(**time)


def places(page, *names):
    """The positions in the page at which the named rows begin."""
    return [page.text.index(f'id="{name}"') for name in names]


def test_urgent_rows_are_before_questions_and_the_rest(staff, post):
    rest = make_comment(post, text="Lovely.", created_at=ago(days=9))
    question = make_comment(post, text="Which weights?", created_at=ago(days=8))
    young = make_comment(post, text="How do I sign up", created_at=ago(days=1))
    application = make_application(created_at=ago(days=2))
    old = make_comment(post, text="Constantly in pain", created_at=ago(days=3))
    order = [
        f"comment-{old.pk}",
        f"applicant-{application.pk}",
        *(f"comment-{comment.pk}" for comment in (young, question, rest)),
    ]
    found = places(staff.get("/admin/inbox/"), *order)
    assert found == sorted(found)


def test_row_quotes_why_it_is_urgent(staff, post):
    make_comment(post, text="My back is constantly in pain. Can I sign up?")
    page = staff.get("/admin/inbox/")
    assert "<q>constantly in pain</q>" in page.text
    assert "<q>sign up</q>" in page.text


def test_sentence_counts_waiting_rows(staff, post):
    make_comment(post, text="Lovely.", created_at=ago(days=6, hours=1))
    make_comment(post, text="How do I sign up?")
    make_application()
    page = " ".join(staff.get("/admin/inbox/").text.split())
    assert "3 are waiting, the oldest for 6 days, 2 want to buy" in page


def test_empty_inbox_says_so(staff):
    assert "Nobody is waiting." in staff.get("/admin/inbox/").text


def test_thread_is_one_row_with_waiting_comments_marked(staff, post):
    root = make_comment(post, text="Where do I begin?")
    answer = make_answer(root, text="On the floor.")
    first, second = make_comment(parent=answer, text="And then?"), make_comment(parent=answer, text="I too.")
    page = staff.get("/admin/inbox/")
    assert page.text.count('class="inbox-row"') == 1
    found = places(page, f"comment-{first.pk}", f"comment-{second.pk}")
    assert [page.text.index("Where do I begin?"), page.text.index("On the floor."), *found] == sorted(
        [page.text.index("Where do I begin?"), page.text.index("On the floor."), *found]
    )
    assert f'id="comment-{root.pk}"' not in page.text


def test_row_shows_earlier_comments_of_the_reader(staff, post):
    before = make_comment(make_post(title="Knees"), email="kim@example.org", text="My knee clicks.")
    make_answer(before)
    make_comment(post, email="kim@example.org", text="It still does.")
    assert "My knee clicks." in staff.get("/admin/inbox/").text


def test_old_comments_are_in_the_backlog(staff, post):
    old = make_comment(post, created_at=ago(days=61))
    assert f'id="comment-{old.pk}"' not in staff.get("/admin/inbox/").text
    assert "1 more has waited for a long time" in " ".join(staff.get("/admin/inbox/").text.split())
    assert f'id="comment-{old.pk}"' in staff.get("/admin/inbox/backlog/").text
    InboxSettings(pk=1, backlog_days=90).save()
    assert f'id="comment-{old.pk}"' in staff.get("/admin/inbox/").text


def test_spam_of_a_week_is_counted_in_one_line(staff, post):
    make_comment(post, state="spam", created_at=ago(days=8))
    assert "as spam this week" not in staff.get("/admin/inbox/").text
    make_comment(post, state="spam")
    assert "1 sorted out as spam this week" in " ".join(staff.get("/admin/inbox/").text.split())


@pytest.mark.parametrize("fields", [{"stage": "declined"}, {"is_suspected_spam": True}])
def test_handled_application_is_not_listed(staff, fields):
    make_application(**fields)
    assert "Nobody is waiting." in staff.get("/admin/inbox/").text


def test_link_to_a_comment_shows_only_its_row(staff, post):
    make_comment(post, text="Another one.")
    answer = make_answer(make_comment(post))
    comment = make_comment(parent=answer, text="This one.")
    page = staff.get(f"/admin/inbox/{comment.pk}/")
    assert f'id="comment-{comment.pk}"' in page.text
    assert "Another one." not in page.text


def test_link_to_a_handled_comment_says_so(staff, post):
    comment = make_comment(post)
    make_answer(comment)
    assert "Nobody is waiting here any more" in staff.get(f"/admin/inbox/{comment.pk}/").text


def test_staff_without_permission_see_no_rows(post):
    make_comment(post, text="My secret pain.")
    make_application()
    client = Client()
    client.force_login(make_user(is_staff=True))
    page = client.get("/admin/inbox/")
    assert "My secret pain." not in page.text
    assert "inbox-row" not in page.text
    assert client.get("/admin/inbox/backlog/").status_code == 403


def test_staff_who_may_only_moderate_see_no_applications(post):
    make_comment(post, text="My pain.")
    application = make_application()
    moderator = make_user(is_staff=True)
    moderator.user_permissions.add(Permission.objects.get(codename="change_comment"))
    client = Client()
    client.force_login(moderator)
    page = client.get("/admin/inbox/")
    assert "My pain." in page.text
    assert application.headline not in page.text


def test_visitors_are_redirected_to_sign_in(client):
    for url in ("/admin/", "/admin/inbox/backlog/", "/admin/inbox/1/"):
        assert "/admin/login/" in client.get(url)["Location"]


def test_second_page_continues_after_the_first(staff, post):
    made = [make_comment(post, created_at=ago(days=9) + timedelta(minutes=minute)) for minute in range(25)]
    first, second = staff.get("/admin/inbox/").text, staff.get("/admin/inbox/?page=2").text
    shown = [[f'id="comment-{comment.pk}"' in page for page in (first, second)] for comment in made]
    assert shown == [[True, False]] * 20 + [[False, True]] * 5
    assert "That is all." in staff.get("/admin/inbox/?page=3").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30])
def test_invalid_page_shows_the_first(staff, post, page):
    comment = make_comment(post)
    assert f'id="comment-{comment.pk}"' in staff.get("/admin/inbox/", {"page": page}).text


def test_row_of_an_application_names_its_source_comment(staff):
    comment = make_comment(make_post(title="Knees"), settled_at=ago(days=1))
    make_application(came_from_comment=comment)
    page = " ".join(staff.get("/admin/inbox/").text.split())
    link = reverse("admin:comments_comment_change", args=[comment.pk])
    assert f'Came from <a href="{link}">a comment on Knees</a>' in page


def test_row_of_an_application_without_a_source_comment_names_none(staff):
    make_application()
    assert "a comment on" not in staff.get("/admin/inbox/").text


def count_queries(staff) -> int:
    staff.get("/admin/inbox/")
    with CaptureQueriesContext(connection) as captured:
        assert staff.get("/admin/inbox/").status_code == 200
    return len(captured)


def test_inbox_takes_the_same_queries_for_20_and_2000_comments(staff, post):
    make_application()
    make_answer(make_comment(post), remind_at=ago(days=1))
    make_many_comments(post, 20)
    few = count_queries(staff)
    make_many_comments(post, 1_980)
    assert Comment.objects.unsettled().count() > 2_000
    assert count_queries(staff) == few


def test_inbox_takes_the_same_queries_for_any_sources(staff, post):
    make_application(came_from_comment=make_comment(post, settled_at=ago(days=1)))
    few = count_queries(staff)
    for _ in range(10):
        make_application(came_from_comment=make_comment(make_post(), settled_at=ago(days=1)))
    assert count_queries(staff) == few


def test_staff_without_permission_have_no_inbox(post):
    make_comment(post)
    client = Client()
    client.force_login(make_user(is_staff=True))
    page = client.get("/admin/inbox/")
    assert "Nobody is waiting" not in page.text
    assert 'id="inbox"' not in page.text
    assert "You may not answer readers" in page.text


def test_staff_who_see_only_applications_get_their_sentence(post):
    make_comment(post)
    person = make_user(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_application"))
    client = Client()
    client.force_login(person)
    page = client.get("/admin/inbox/")
    assert "No application is waiting." in page.text
    assert "Nobody is waiting." not in page.text


def test_empty_site_says_that_nobody_has_written(staff):
    page = staff.get("/admin/inbox/")
    assert "Nobody has written yet." in page.text
    assert "inbox-empty__sun" not in page.text


def test_waiting_backlog_is_mentioned_in_an_empty_inbox(staff, post):
    make_comment(post, created_at=ago(days=61))
    page = staff.get("/admin/inbox/")
    assert "Nobody is waiting." not in page.text
    assert "Nobody new is waiting." in page.text
    assert "inbox-empty__sun" not in page.text


def test_sun_is_shown_when_all_is_answered(staff, post):
    make_answer(make_comment(post))
    page = staff.get("/admin/inbox/")
    assert "Nobody is waiting." in page.text
    assert "inbox-empty__sun" in page.text


def test_snoozed_comment_does_not_count_as_answered(staff, post):
    make_comment(post, snoozed_until=timezone.now() + timedelta(days=1))
    assert "Every reader has an answer" not in staff.get("/admin/inbox/").text
