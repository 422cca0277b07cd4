import pytest

from comments import learning, moderation, waiting
from comments.models import Comment, Decision, SpamFilter
from comments.moderation import Verb
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db

ADVERT = "Please subscribe to my channel, I subscribe back"
TEA = "Our green tea melts your belly away"


@pytest.fixture
def post():
    return make_post("strong-hips", author=make_coach(email="mara@example.org"))


def send(client, text, **words) -> Comment:
    words = {"name": "Nadia", "email": "nadia@example.org", "text": text, **words}
    client.post("/strong-hips/comments/new/", words)
    return Comment.objects.latest("pk")


def decide(post, verb, *texts):
    for text in texts:
        moderation.moderate(make_comment(post, text=text, state="held"), verb, by=post.author)


def score_of(comment):
    return Comment.objects.get(pk=comment.pk).spam_score


def test_advert_by_a_stranger_goes_to_spam_with_its_reason_and_the_coach_is_left_alone(reader, post, run_tasks):
    comment = send(reader, ADVERT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "spam"
    decision = comment.decisions.get(verdict="spam")
    assert decision.decider == Decision.Decider.LEARNED
    assert "channel" in decision.reason
    assert not OutgoingMail.objects.exists()


def test_question_by_a_stranger_waits_with_a_low_score(reader, post, run_tasks):
    comment = send(reader, "Which weight would you begin with?")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert comment.spam_score < 0


def test_known_reader_who_sounds_like_spam_is_only_held(reader, post, run_tasks):
    make_comment(post, name="Nadia", email="nadia@example.org")
    comment = send(reader, ADVERT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert comment in waiting.due()


def test_akismet_alone_is_asked_where_there_is_a_key(reader, post, akismet_server, run_tasks):
    comment = send(reader, ADVERT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.spam_score) == ("held", None)


def test_decisions_of_the_coach_teach_what_spam_is(reader, post, run_tasks):
    decide(post, Verb.SPAM, *(f"{TEA}, number {number}" for number in range(8)))
    decide(post, Verb.APPROVE, *(f"My back felt better after week {number}" for number in range(8)))
    assert learning.learn()
    comment = send(reader, "Green tea melts it all away")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "spam"
    assert "green" in comment.decisions.get(decider="learned").reason


def test_learning_moves_nothing_that_waits_but_scores_it_anew(post):
    waiting = make_comment(post, text="Green tea melts it all away", state="held")
    decide(post, Verb.SPAM, *(f"{TEA}, number {number}" for number in range(8)))
    learning.learn()
    waiting.refresh_from_db()
    assert waiting.state == "held"
    assert waiting.spam_score > 0


@pytest.mark.parametrize("decider", ["rule", "akismet", "learned", "import"])
def test_decisions_of_machines_teach_nothing(post, decider):
    for number in range(8):
        make_comment(post, text=f"{TEA}, {number}", state="held").decide("spam", decider=decider)
    learning.learn()
    assert "tea" not in SpamFilter.objects.get().weights


@pytest.mark.parametrize("second", [Verb.APPROVE, Verb.HOLD, Verb.BIN])
def test_what_the_coach_thought_better_of_is_no_spam_any_more(post, second):
    decide(post, Verb.SPAM, TEA)
    moderation.moderate(Comment.objects.get(text=TEA), second, by=post.author)
    learning.learn()
    assert SpamFilter.objects.get().weights.get("tea", 0) <= 0


def test_answers_by_the_coach_are_no_example(post):
    moderation.answer(make_comment(post), by=post.author, text="Kettlebells, always kettlebells.")
    learning.learn()
    assert "kettlebells" not in SpamFilter.objects.get().weights


def test_nothing_is_learned_twice(post):
    decide(post, Verb.SPAM, TEA)
    assert learning.learn()
    assert not learning.learn()
    decide(post, Verb.SPAM, "More tea")
    assert learning.learn()


def test_what_was_deleted_is_forgotten(post):
    decide(post, Verb.SPAM, TEA)
    learning.learn()
    moderation.delete_for_good(Comment.objects.get(text=TEA))
    assert learning.learn()
    assert "tea" not in SpamFilter.objects.get().weights


def test_only_the_newest_decisions_are_read(post, monkeypatch):
    monkeypatch.setattr(learning, "MOST_EXAMPLES", 2)
    decide(post, Verb.SPAM, "Oldest kettle", "Newer tea", "Newest cup")
    learning.learn()
    weights = SpamFilter.objects.get().weights
    assert "kettle" not in weights
    assert {"tea", "cup"} <= set(weights)


def test_likely_spam_comes_last_of_what_waits(post, admin_client):
    first, second, third = make_many_comments(post, 3)
    Comment.objects.update(state="held")
    Comment.objects.filter(pk=third.pk).update(spam_score=0.5)
    page = admin_client.get("/admin/comments/comment/").text
    places = [page.index(f"Words {comment.pk}.") for comment in (second, first, third)]
    assert places == sorted(places)
