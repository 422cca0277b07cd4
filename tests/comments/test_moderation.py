import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Comment, Decision
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from comments.screening.pipeline import SCREENING
from core.refusals import RefusedError
from tests.factories import make_coach, make_comment

pytestmark = pytest.mark.django_db


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


@pytest.mark.parametrize(
    ("verb", "state"),
    [(Verb.APPROVE, "approved"), (Verb.HOLD, "held"), (Verb.SPAM, "spam"), (Verb.BIN, "binned")],
)
def test_verb_sets_its_state_and_is_recorded(verb, state):
    comment, coach = make_comment(state="held"), make_coach()
    moderation.moderate(comment, verb, by=coach)
    assert state_of(comment) == state
    decision = comment.decisions.get()
    assert (decision.decider, decision.person, decision.verdict) == ("person", coach, state)


@pytest.mark.parametrize("before", ["held", "approved", "spam"])
def test_restore_sets_the_state_before_the_bin(before):
    comment, coach = make_comment(state=before), make_coach()
    moderation.moderate(comment, Verb.BIN, by=coach)
    moderation.moderate(comment, Verb.RESTORE, by=coach)
    assert state_of(comment) == before


def test_restore_without_an_earlier_state_sets_held():
    comment = make_comment(state="binned")
    moderation.moderate(comment, Verb.RESTORE, by=make_coach())
    assert state_of(comment) == "held"


def test_machine_never_overrides_a_person():
    comment = make_comment(state="held")
    moderation.moderate(comment, Verb.APPROVE, by=make_coach())
    assert not comment.decide("spam", decider=Decision.Decider.AKISMET)
    assert state_of(comment) == "approved"
    assert comment.decisions.count() == 1


def test_decision_of_a_person_ends_the_screening():
    comment = make_comment(state="held", screening_due_at=timezone.now())
    moderation.moderate(comment, Verb.APPROVE, by=make_coach())
    assert not SCREENING.due(Comment.objects.all()).exists()


def test_decision_on_a_stale_instance_is_recorded():
    comment, coach = make_comment(state="held"), make_coach()
    old = Comment.objects.get(pk=comment.pk)
    moderation.moderate(comment, Verb.SPAM, by=coach)
    moderation.moderate(old, Verb.APPROVE, by=coach)
    comment.refresh_from_db()
    assert (comment.state, comment.state_before) == ("approved", "spam")


def test_decisions_are_append_only():
    comment = make_comment(state="held")
    moderation.moderate(comment, Verb.SPAM, by=make_coach())
    decision = comment.decisions.get()
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()


def test_decision_of_a_person_has_that_person():
    comment = make_comment()
    with pytest.raises(IntegrityError), transaction.atomic():
        comment.decide("spam", decider=Decision.Decider.PERSON)


def test_restoring_a_comment_posted_again_is_refused():
    first = make_comment(text="Same words", name="Kim", email="kim@example.org", state="binned")
    make_comment(first.post, text="Same words", name="Kim", email="kim@example.org")
    with pytest.raises(RefusedError, match="Kim has posted the same text again"):
        moderation.moderate(first, Verb.APPROVE, by=make_coach())
    assert state_of(first) == first.state == "binned"


def test_refused_comment_does_not_stop_the_others():
    first = make_comment(text="Same words", name="Kim", email="kim@example.org", state="binned")
    make_comment(first.post, text="Same words", name="Kim", email="kim@example.org")
    other = make_comment(state="binned")
    outcome = moderation.moderate_all([first, other], Verb.RESTORE, by=make_coach())
    assert outcome.done == [other]
    assert len(outcome.refused) == 1


def test_answer_is_public_and_approves_its_parent():
    question, coach = make_comment(state="held"), make_coach(display_name="Mara Lindt")
    reply = moderation.answer(question, by=coach, text="Begin lower.")
    reply.refresh_from_db()
    assert (reply.author, reply.name, reply.email) == (coach, "Mara Lindt", coach.email)
    assert (reply.parent, reply.thread, reply.post) == (question, question, question.post)
    assert (reply.state, reply.decisions.get().person) == ("approved", coach)
    assert (state_of(question), question.decisions.get().person) == ("approved", coach)


def test_answer_to_an_answer_is_in_the_same_thread():
    root = make_comment()
    middle = make_comment(parent=root, state="held")
    assert moderation.answer(middle, by=make_coach(), text="Yes.").thread == root


def test_answer_protects_its_parent_from_later_screening():
    question = make_comment(state="approved")
    moderation.answer(question, by=make_coach(), text="Yes.")
    assert not question.decide("spam", decider=Decision.Decider.AKISMET)


def test_same_answer_sent_twice_is_stored_once():
    question, coach = make_comment(state="held"), make_coach()
    first = moderation.answer(question, by=coach, text="Begin lower.")
    again = moderation.answer(question, by=coach, text="Begin  lower.")
    assert again == first
    assert question.replies.count() == 1


def test_two_readers_may_get_the_same_answer():
    first, coach = make_comment(), make_coach()
    second = make_comment(first.post)
    one, other = (moderation.answer(comment, by=coach, text="Thank you!") for comment in (first, second))
    assert one != other


@pytest.mark.parametrize("state", ["spam", "binned"])
def test_answer_to_a_hidden_comment_is_refused(state):
    comment = make_comment(state=state)
    with pytest.raises(RefusedError):
        moderation.answer(comment, by=make_coach(), text="Hello?")
    assert state_of(comment) == state
    assert not comment.replies.exists()


def test_answer_to_a_pingback_is_refused():
    with pytest.raises(RefusedError):
        moderation.answer(make_comment(kind="pingback"), by=make_coach(), text="Thanks!")


def test_deleting_for_good_moves_replies_to_the_parent():
    root = make_comment()
    middle = make_comment(parent=root, state="binned")
    leaf = make_comment(parent=middle)
    below = make_comment(parent=leaf)
    moderation.delete_for_good(middle)
    leaf.refresh_from_db()
    below.refresh_from_db()
    assert (leaf.parent, leaf.thread) == (root, root)
    assert (below.parent, below.thread) == (leaf, root)


def test_deleting_a_root_for_good_makes_its_replies_roots():
    root = make_comment(state="spam")
    first, second = make_comment(parent=root), make_comment(parent=root)
    below = make_comment(parent=first)
    moderation.delete_for_good(root)
    rows = {row.pk: (row.parent_id, row.thread_id) for row in Comment.objects.all()}
    assert rows == {first.pk: (None, None), second.pk: (None, None), below.pk: (first.pk, first.pk)}


def test_deleting_for_good_deletes_the_decisions():
    comment = make_comment()
    moderation.moderate(comment, Verb.BIN, by=make_coach())
    moderation.delete_for_good(comment)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("state", ["held", "approved"])
def test_visible_comment_is_not_deleted_for_good(state):
    comment = make_comment(state=state)
    with pytest.raises(RefusedError):
        moderation.delete_for_good(comment)
    assert state_of(comment) == state
