import pytest

from comments.models import Comment, TriageWords
from comments.screening.triage import Triage, WordLists, find_signals
from tests.factories import make_comment, make_post

WORDS = WordLists(
    red_flags=("surgery", "spinal cord", "numb", "bladder", "constant pain", "pregnant"),
    sensitive=("injury",),
    wishes=("sign up", "join", "how much"),
    questions=("unsure",),
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
def test_red_flags_are_found_in_other_spellings_and_forms(text, found):
    assert find_signals(text, WORDS).red_flags == found


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
def test_similar_words_are_no_red_flag(text):
    assert find_signals(text, WORDS).red_flags == []


def test_wish_to_buy_is_found_with_a_word_in_between():
    assert find_signals("Please sign me up!", WORDS).wishes == ["sign me up"]


SELLING = WordLists(wishes=("sign up", "join", "price", "how much", "enroll", "coach me", "train me", "work with you"))


@pytest.mark.parametrize(
    "text",
    [
        "Two have joined.",
        "Two of my colleagues have joined since I told them.",
        "My sister joined last year, is my knee too old?",
        "She signed up in May and loves it.",
        "We both signed up a year ago!",
        "He enrolled, and now he lifts.",
        "You coached me through my first squat.",
        "You trained me well.",
        "I worked with you in 2019.",
        "Since joining I sleep better.",
        "Thank you for joining the talk.",
        "My neighbour, who joins every Monday, told me.",
    ],
)
def test_past_purchase_is_no_wish_to_buy(text):
    assert find_signals(text, SELLING).wishes == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Can I join?", ["join"]),
        ("Two have joined. May I join too?", ["join"]),
        ("My friends joined, now I want to join.", ["join"]),
        ("I am joining next week.", ["joining"]),
        ("I am interested in joining.", ["joining"]),
        ("If I joined in May, what would it be?", ["joined"]),
        ("I would have joined long ago.", ["joined"]),
        ("I'd have signed up, but where?", ["signed up"]),
        ("How do I get signed up?", ["signed up"]),
        ("I want to be coached, how do I get enrolled", ["enrolled"]),
        ("What are your prices", ["prices"]),
        ("How is it priced?", ["priced"]),
        ("My husband wants to join.", ["join"]),
        ("Please sign me up", ["sign me up"]),
    ],
)
def test_wish_to_buy_is_found_in_other_forms(text, found):
    assert find_signals(text, SELLING).wishes == found


def test_form_in_the_coachs_list_is_found_unchanged():
    assert find_signals("Two have joined.", WordLists(wishes=("joined",))).wishes == ["joined"]


def test_joints_are_no_wish_to_buy():
    assert find_signals("My joints ache", WORDS).wishes == []


def test_text_can_have_several_signals():
    assert find_signals("Can I join after my injury?", WORDS) == Triage([], ["injury"], ["join"], is_question=True)


def test_question_needs_no_question_mark():
    assert find_signals("I am unsure where to start", WORDS).is_question


@pytest.mark.django_db
def test_default_lists_rank_red_flags_and_wishes_above_questions():
    texts = ("Since my surgery it clicks", "I'd like to sign up", "Which weights?", "Thanks!")
    comments = [make_comment(text=text) for text in texts]
    assert [comment.priority for comment in comments] == [0, 0, 1, 2]
    assert comments[0].triage == {"red_flags": ["surgery"]}


@pytest.mark.django_db
def test_comment_by_staff_has_no_signals():
    post = make_post()
    assert make_comment(post=post, author=post.author, text="After surgery, rest.").triage == {}


@pytest.mark.django_db
def test_changed_lists_update_waiting_comments(run_tasks):
    comment = make_comment(text="My wrist clicks")
    TriageWords(pk=1, red_flags="wrist").save()
    run_tasks()
    comment.refresh_from_db()
    assert (comment.priority, comment.triage) == (Comment.Priority.URGENT, {"red_flags": ["wrist"]})
