import pytest

from comments import unanswered
from comments.models import Comment, Decision, SpamFilter
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from comments.screening.filter import training as spam_filter
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db

ADVERT = "Please subscribe to my channel, I subscribe back"
TEA = "Our green tea melts your belly away"


@pytest.fixture
def post():
    return make_post("strong-hips", author=make_coach(email="mara@example.org"))


def send(client, text, **fields) -> Comment:
    fields = {"name": "Nadia", "email": "nadia@example.org", "text": text, **fields}
    client.post("/strong-hips/comments/new/", fields)
    return Comment.objects.latest("pk")


def decide(post, verb, *texts):
    for text in texts:
        moderation.moderate(make_comment(post, text=text, state="held"), verb, by=post.author)


def score_of(comment):
    return Comment.objects.get(pk=comment.pk).spam_score


def test_advert_of_an_unknown_reader_is_spam_with_its_reason_and_no_mail(reader, post, run_tasks):
    comment = send(reader, ADVERT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "spam"
    decision = comment.decisions.get(verdict="spam")
    assert decision.decider == Decision.Decider.LEARNED
    assert "channel" in decision.reason
    assert not OutgoingMail.objects.exists()


def test_question_of_an_unknown_reader_is_held_with_a_low_score(reader, post, run_tasks):
    comment = send(reader, "Which weight would you begin with?")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert comment.spam_score < 0


def test_likely_spam_of_a_known_reader_is_held(reader, post, run_tasks):
    make_comment(post, name="Nadia", email="nadia@example.org")
    comment = send(reader, ADVERT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert comment in unanswered.due()


def test_filter_is_not_used_with_an_akismet_key(reader, post, akismet_server, run_tasks):
    comment = send(reader, ADVERT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.spam_score) == ("held", None)


def test_filter_learns_from_decisions_of_the_coach(reader, post, run_tasks):
    decide(post, Verb.SPAM, *(f"{TEA}, number {number}" for number in range(8)))
    decide(post, Verb.APPROVE, *(f"My back felt better after week {number}" for number in range(8)))
    assert spam_filter.train()
    comment = send(reader, "Green tea melts it all away")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "spam"
    assert "green" in comment.decisions.get(decider="learned").reason


def test_training_updates_scores_and_changes_no_state(post):
    waiting = make_comment(post, text="Green tea melts it all away", state="held")
    decide(post, Verb.SPAM, *(f"{TEA}, number {number}" for number in range(8)))
    spam_filter.train()
    waiting.refresh_from_db()
    assert waiting.state == "held"
    assert waiting.spam_score > 0


@pytest.mark.parametrize("decider", ["rule", "akismet", "learned", "import"])
def test_filter_ignores_decisions_of_machines(post, decider):
    for number in range(8):
        make_comment(post, text=f"{TEA}, {number}", state="held").decide("spam", decider=decider)
    spam_filter.train()
    assert "tea" not in SpamFilter.objects.get().weights


@pytest.mark.parametrize("second", [Verb.APPROVE, Verb.HOLD, Verb.BIN])
def test_filter_ignores_a_reverted_spam_decision(post, second):
    decide(post, Verb.SPAM, TEA)
    moderation.moderate(Comment.objects.get(text=TEA), second, by=post.author)
    spam_filter.train()
    assert SpamFilter.objects.get().weights.get("tea", 0) <= 0


def test_filter_ignores_answers_by_the_coach(post):
    moderation.answer(make_comment(post), by=post.author, text="Kettlebells, always kettlebells.")
    spam_filter.train()
    assert "kettlebells" not in SpamFilter.objects.get().weights


def test_training_again_needs_new_decisions(post):
    decide(post, Verb.SPAM, TEA)
    assert spam_filter.train()
    assert not spam_filter.train()
    decide(post, Verb.SPAM, "More tea")
    assert spam_filter.train()


def test_filter_forgets_deleted_comments(post):
    decide(post, Verb.SPAM, TEA)
    spam_filter.train()
    moderation.delete_for_good(Comment.objects.get(text=TEA))
    assert spam_filter.train()
    assert "tea" not in SpamFilter.objects.get().weights


def test_filter_reads_only_the_newest_decisions(post, monkeypatch):
    monkeypatch.setattr(spam_filter, "MAX_EXAMPLES", 2)
    decide(post, Verb.SPAM, "Oldest kettle", "Newer tea", "Newest cup")
    spam_filter.train()
    weights = SpamFilter.objects.get().weights
    assert "kettle" not in weights
    assert {"tea", "cup"} <= set(weights)


def test_likely_spam_is_last_in_the_list(post, admin_client):
    first, second, third = make_many_comments(post, 3)
    Comment.objects.update(state="held")
    Comment.objects.filter(pk=third.pk).update(spam_score=0.5)
    page = admin_client.get("/admin/comments/comment/").text
    places = [page.index(f"Words {comment.pk}.") for comment in (second, first, third)]
    assert places == sorted(places)
