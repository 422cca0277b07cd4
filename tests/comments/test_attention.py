import pytest

from comments.attention import Signals, Words, read
from comments.models import AttentionWords, Comment
from tests.factories import make_comment, make_post

WORDS = Words(
    red_flags=["surgery", "spinal cord", "numb", "bladder", "constant pain", "pregnant"],
    sensitive=["injury"],
    wishes=["sign up", "join", "how much"],
    questions=["unsure"],
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two surgeries last year", ["surgeries"]),
        ("I had 3 sergerys", ["sergerys"]),
        ("spinelcord trouble", ["spinelcord"]),
        ("My spinel cord, they say", ["spinel cord"]),
        ("I am constantly in pain.", ["constantly in pain"]),
        ("NUMBNESS in one leg", ["NUMBNESS"]),
        ("No bladdr control", ["bladdr"]),
        ("In my pregnancy", ["pregnancy"]),
        ("First numb, then surgery", ["numb", "surgery"]),
    ],
)
def test_red_flags_are_found_in_the_readers_own_words(text, found):
    assert read(text, WORDS).red_flags == found


@pytest.mark.parametrize(
    "text",
    [
        "Any number of reps",
        "My hamstring and IT band",
        "A ladder drill",
        "The effort is constant. Pain is not",
        "Constant work on form and no pain",
        "",
    ],
)
def test_other_words_raise_no_flag(text):
    assert read(text, WORDS).red_flags == []


def test_wish_to_buy_is_found_around_another_word():
    assert read("Please sign me up!", WORDS).wishes == ["sign me up"]


def test_joints_are_no_wish_to_join():
    assert read("My joints ache", WORDS).wishes == []


def test_one_thing_may_be_several():
    assert read("Can I join after my injury?", WORDS) == Signals([], ["injury"], ["join"], is_question=True)


def test_question_needs_no_question_mark():
    assert read("I am unsure where to start", WORDS).is_question


@pytest.mark.django_db
def test_default_lists_put_a_red_flag_and_a_wish_on_top_and_a_question_after():
    texts = ("Since my surgery it clicks", "I'd like to sign up", "Which weights?", "Thanks!")
    comments = [make_comment(text=text) for text in texts]
    assert [comment.attention for comment in comments] == [0, 0, 1, 2]
    assert comments[0].signals == {"red_flags": ["surgery"]}


@pytest.mark.django_db
def test_staff_are_not_read():
    post = make_post()
    assert make_comment(post=post, author=post.author, text="After surgery, rest.").signals == {}


@pytest.mark.django_db
def test_changed_lists_are_read_into_what_waits(run_tasks):
    comment = make_comment(text="My wrist clicks")
    AttentionWords(pk=1, red_flags="wrist").save()
    run_tasks()
    comment.refresh_from_db()
    assert (comment.attention, comment.signals) == (Comment.Attention.URGENT, {"red_flags": ["wrist"]})
