"""What stands on the coach's first page, and in which order."""

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
    """Where in the page these rows begin, in the order of the names."""
    return [page.text.index(f'id="{name}"') for name in names]


def test_urgent_stands_before_questions_before_the_rest(desk, post):
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
    found = places(desk.get("/admin/"), *order)
    assert found == sorted(found)


def test_row_says_why_in_the_readers_words(desk, post):
    make_comment(post, text="My back is constantly in pain. Can I sign up?")
    page = desk.get("/admin/")
    assert "<q>constantly in pain</q>" in page.text
    assert "<q>sign up</q>" in page.text


def test_sentence_counts_what_waits(desk, post):
    make_comment(post, text="Lovely.", created_at=ago(days=6, hours=1))
    make_comment(post, text="How do I sign up?")
    make_application()
    page = " ".join(desk.get("/admin/").text.split())
    assert "3 wait, the oldest 6 days, 2 want to buy" in page


def test_nobody_waits(desk):
    assert "Nobody waits." in desk.get("/admin/").text


def test_thread_is_one_row_with_the_branch_and_what_waits_marked(desk, post):
    root = make_comment(post, text="Where do I begin?")
    answer = make_answer(root, text="On the floor.")
    first, second = make_comment(parent=answer, text="And then?"), make_comment(parent=answer, text="I too.")
    page = desk.get("/admin/")
    assert page.text.count('class="inbox-row"') == 1
    found = places(page, f"comment-{first.pk}", f"comment-{second.pk}")
    assert [page.text.index("Where do I begin?"), page.text.index("On the floor."), *found] == sorted(
        [page.text.index("Where do I begin?"), page.text.index("On the floor."), *found]
    )
    assert f'id="comment-{root.pk}"' not in page.text


def test_row_shows_what_the_reader_said_before(desk, post):
    before = make_comment(make_post(title="Knees"), email="kim@example.org", text="My knee clicks.")
    make_answer(before)
    make_comment(post, email="kim@example.org", text="It still does.")
    assert "My knee clicks." in desk.get("/admin/").text


def test_long_ago_is_a_backlog_of_its_own(desk, post):
    old = make_comment(post, created_at=ago(days=61))
    assert f'id="comment-{old.pk}"' not in desk.get("/admin/").text
    assert "1 more has waited for long" in " ".join(desk.get("/admin/").text.split())
    assert f'id="comment-{old.pk}"' in desk.get("/admin/inbox/backlog/").text
    InboxSettings(pk=1, backlog_days=90).save()
    assert f'id="comment-{old.pk}"' in desk.get("/admin/").text


def test_spam_of_a_week_is_one_line(desk, post):
    make_comment(post, state="spam", created_at=ago(days=8))
    assert "as spam this week" not in desk.get("/admin/").text
    make_comment(post, state="spam")
    assert "1 sorted out as spam this week" in " ".join(desk.get("/admin/").text.split())


@pytest.mark.parametrize("fields", [{"stage": "declined"}, {"is_suspected_spam": True}])
def test_application_that_is_dealt_with_does_not_wait(desk, fields):
    make_application(**fields)
    assert "Nobody waits." in desk.get("/admin/").text


def test_link_to_a_comment_shows_its_row_alone(desk, post):
    make_comment(post, text="Another one.")
    answer = make_answer(make_comment(post))
    comment = make_comment(parent=answer, text="This one.")
    page = desk.get(f"/admin/inbox/{comment.pk}/")
    assert f'id="comment-{comment.pk}"' in page.text
    assert "Another one." not in page.text


def test_link_to_what_no_longer_waits_says_so(desk, post):
    comment = make_comment(post)
    make_answer(comment)
    assert "Nobody waits here any more" in desk.get(f"/admin/inbox/{comment.pk}/").text


def test_staff_without_permission_see_nobodys_words(post):
    make_comment(post, text="My secret pain.")
    make_application()
    client = Client()
    client.force_login(make_user(is_staff=True))
    page = client.get("/admin/")
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
    page = client.get("/admin/")
    assert "My pain." in page.text
    assert application.headline not in page.text


def test_visitors_are_led_to_the_sign_in(client):
    for address in ("/admin/", "/admin/inbox/backlog/", "/admin/inbox/1/"):
        assert "/admin/login/" in client.get(address)["Location"]


def test_second_page_goes_on_where_the_first_ends(desk, post):
    made = [make_comment(post, created_at=ago(days=9) + timedelta(minutes=minute)) for minute in range(25)]
    first, second = desk.get("/admin/").text, desk.get("/admin/?page=2").text
    shown = [[f'id="comment-{comment.pk}"' in page for page in (first, second)] for comment in made]
    assert shown == [[True, False]] * 20 + [[False, True]] * 5
    assert "Nothing further" in desk.get("/admin/?page=3").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30])
def test_page_that_is_none_is_the_first(desk, post, page):
    comment = make_comment(post)
    assert f'id="comment-{comment.pk}"' in desk.get("/admin/", {"page": page}).text


def test_application_says_which_comment_it_came_from(desk):
    comment = make_comment(make_post(title="Knees"), settled_at=ago(days=1))
    make_application(came_from_comment=comment)
    page = " ".join(desk.get("/admin/").text.split())
    link = reverse("admin:comments_comment_change", args=[comment.pk])
    assert f'Came from <a href="{link}">a comment on Knees</a>' in page


def test_application_that_came_from_no_comment_names_none(desk):
    make_application()
    assert "a comment on" not in desk.get("/admin/").text


def count_queries(desk) -> int:
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        assert desk.get("/admin/").status_code == 200
    return len(captured)


def test_queries_are_as_many_for_2000_as_for_20(desk, post):
    make_application()
    make_answer(make_comment(post), remind_at=ago(days=1))
    make_many_comments(post, 20)
    few = count_queries(desk)
    make_many_comments(post, 1_980)
    assert Comment.objects.unsettled().count() > 2_000
    assert count_queries(desk) == few


def test_queries_are_as_many_wherever_applications_came_from(desk, post):
    make_application(came_from_comment=make_comment(post, settled_at=ago(days=1)))
    few = count_queries(desk)
    for _ in range(10):
        make_application(came_from_comment=make_comment(make_post(), settled_at=ago(days=1)))
    assert count_queries(desk) == few
