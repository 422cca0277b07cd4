import re

import pytest
from django.db import IntegrityError
from django.utils import timezone

from comments.models import Comment, Decision
from comments.moderation import actions as moderation
from comments.moderation import pinned_answers
from core.refusals import RefusedError
from tests.factories import make_answer, make_coach, make_comment, make_many_comments, make_post, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(client):
    coach = make_coach(display_name="Mara Lindt")
    client.force_login(coach)
    return coach


@pytest.fixture
def root():
    return make_comment(make_post("hips"), name="Nadia")


def pin(client, answer, value="1"):
    return client.post(f"/admin/comments/comment/{answer.pk}/pin/", {"pin": value})


def pinned() -> list[int]:
    return list(Comment.objects.filter(is_pinned=True).values_list("pk", flat=True))


def anchors(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', html)]


def test_pinned_answer_is_first_and_marked(client, root):
    first, last = make_comment(parent=root), make_answer(root)
    pinned_answers.pin(last)
    html = client.get("/hips/").content.decode()
    assert anchors(html) == [root.pk, last.pk, first.pk]
    assert html.count("Pinned answer") == 1


def test_pinned_answer_to_a_hidden_comment_needs_no_placeholder(client, root):
    hidden = make_comment(parent=root, state="spam")
    pinned_answers.pin(make_answer(hidden))
    assert "This comment is not shown." not in client.get("/hips/").content.decode()


def test_coach_pins_and_unpins_in_the_admin(client, coach, root):
    answer = make_answer(root)
    assert "Pin to the top" in client.get(f"/admin/comments/comment/{answer.pk}/change/").content.decode()
    assert pin(client, answer).status_code == 302
    assert pinned() == [answer.pk]
    assert "Unpin" in client.get(f"/admin/comments/comment/{answer.pk}/change/").content.decode()
    pin(client, answer, "0")
    assert pinned() == []


def test_later_pin_replaces_the_earlier_one(root):
    first, second = make_answer(root), make_answer(root, text="Second.")
    pinned_answers.pin(first)
    pinned_answers.pin(second)
    assert pinned() == [second.pk]


def test_each_thread_has_its_own_pinned_answer(root):
    answers = [make_answer(root), make_answer(make_comment(root.post))]
    for answer in answers:
        pinned_answers.pin(answer)
    assert pinned() == [answer.pk for answer in answers]


def test_database_refuses_a_second_pinned_answer(root):
    pinned_answers.pin(make_answer(root))
    second = make_answer(root, text="Second.")
    with pytest.raises(IntegrityError):
        Comment.objects.filter(pk=second.pk).update(is_pinned=True)


def test_comment_by_a_reader_cannot_be_pinned(client, coach, root):
    comment = make_comment(parent=root)
    assert "Only a public answer" in client.get(pin(client, comment)["Location"]).content.decode()
    assert pinned() == []


def test_hidden_answer_cannot_be_pinned(root):
    with pytest.raises(RefusedError):
        pinned_answers.pin(make_answer(root, state="held"))


def test_root_comment_cannot_be_pinned(coach, root):
    with pytest.raises(RefusedError):
        pinned_answers.pin(make_comment(root.post, author=coach))


def test_get_pins_nothing(client, coach, root):
    answer = make_answer(root)
    assert client.get(f"/admin/comments/comment/{answer.pk}/pin/", {"pin": "1"}).status_code == 405
    assert pinned() == []


def test_staff_without_the_permission_cannot_pin(client, root):
    answer = make_answer(root)
    client.force_login(make_user(is_staff=True))
    assert pin(client, answer).status_code == 403
    assert pinned() == []


def test_hidden_answer_is_unpinned(root):
    answer = make_answer(root)
    pinned_answers.pin(answer)
    answer.refresh_from_db()
    answer.decide("held", decider=Decision.Decider.PERSON, person=answer.author)
    assert pinned() == []


def test_deleting_the_root_unpins_the_answer(coach, root):
    pinned_answers.pin(make_answer(root))
    moderation.moderate(root, moderation.Verb.BIN, by=coach)
    moderation.delete_for_good(root)
    assert pinned() == []


def test_long_thread_repeats_an_answer_pinned_on_another_page(client, root):
    make_many_comments(root.post, 1000, thread=root)
    answer = make_answer(root, text="Start with the hips.", created_at=timezone.now())
    before = anchors(client.get("/hips/").content.decode())
    pinned_answers.pin(answer)
    html = client.get("/hips/").content.decode()
    assert anchors(html) == before
    assert html.index("Start with the hips.") < html.index(f'id="comment-{before[1]}"')
    last = client.get(answer.get_absolute_url())["Location"]
    assert last.endswith(f"/thread/page/3/#comment-{answer.pk}")
    assert anchors(client.get(last).content.decode())[1] == answer.pk
    assert "Start with the hips." in client.get(f"/comments/{root.pk}/thread/").content.decode()
