import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Decision
from comments.moderation import RefusedError, Verb
from tests.factories import make_coach, make_comment

pytestmark = pytest.mark.django_db


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


@pytest.mark.parametrize(
    ("verb", "state"),
    [(Verb.APPROVE, "approved"), (Verb.HOLD, "held"), (Verb.SPAM, "spam"), (Verb.BIN, "binned")],
)
def test_verb_leads_to_its_state_and_is_written_down(verb, state):
    comment, coach = make_comment(state="held"), make_coach()
    moderation.moderate(comment, verb, by=coach)
    assert state_of(comment) == state
    decision = comment.decisions.get()
    assert (decision.decider, decision.person, decision.verdict) == ("person", coach, state)


@pytest.mark.parametrize("before", ["held", "approved", "spam"])
def test_restore_leads_back_to_the_state_before_the_bin(before):
    comment, coach = make_comment(state=before), make_coach()
    moderation.moderate(comment, Verb.BIN, by=coach)
    moderation.moderate(comment, Verb.RESTORE, by=coach)
    assert state_of(comment) == before


def test_what_has_no_state_before_is_restored_to_held():
    comment = make_comment(state="binned")
    moderation.moderate(comment, Verb.RESTORE, by=make_coach())
    assert state_of(comment) == "held"


def test_machine_never_overrides_a_person():
    comment = make_comment(state="held")
    moderation.moderate(comment, Verb.APPROVE, by=make_coach())
    assert not comment.decide("spam", decider=Decision.Decider.AKISMET)
    assert state_of(comment) == "approved"
    assert comment.decisions.count() == 1


def test_nothing_is_left_to_screen_after_a_person():
    comment = make_comment(state="held", screening_due_at=timezone.now())
    moderation.moderate(comment, Verb.APPROVE, by=make_coach())
    assert not Comment.objects.due_for_screening().exists()


def test_decision_is_written_down_though_the_row_in_hand_is_old():
    comment, coach = make_comment(state="held"), make_coach()
    old = Comment.objects.get(pk=comment.pk)
    moderation.moderate(comment, Verb.SPAM, by=coach)
    moderation.moderate(old, Verb.APPROVE, by=coach)
    comment.refresh_from_db()
    assert (comment.state, comment.state_before) == ("approved", "spam")


def test_decisions_are_only_added():
    comment = make_comment(state="held")
    moderation.moderate(comment, Verb.SPAM, by=make_coach())
    decision = comment.decisions.get()
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()


def test_decision_of_a_person_names_her():
    comment = make_comment()
    with pytest.raises(IntegrityError), transaction.atomic():
        comment.decide("spam", decider=Decision.Decider.PERSON)


def test_restoring_what_was_said_again_is_refused_with_a_sentence():
    first = make_comment(text="Same words", name="Kim", email="kim@example.org", state="binned")
    make_comment(first.post, text="Same words", name="Kim", email="kim@example.org")
    with pytest.raises(RefusedError, match="Kim wrote the same once more"):
        moderation.moderate(first, Verb.APPROVE, by=make_coach())
    assert state_of(first) == first.state == "binned"


def test_one_that_is_refused_does_not_keep_the_others_back():
    first = make_comment(text="Same words", name="Kim", email="kim@example.org", state="binned")
    make_comment(first.post, text="Same words", name="Kim", email="kim@example.org")
    other = make_comment(state="binned")
    outcome = moderation.moderate_all([first, other], Verb.RESTORE, by=make_coach())
    assert outcome.done == [other]
    assert len(outcome.refused) == 1


def test_answer_is_hers_public_and_approves_what_it_answers():
    question, coach = make_comment(state="held"), make_coach(display_name="Mara Lindt")
    reply = moderation.answer(question, by=coach, text="Begin lower.")
    reply.refresh_from_db()
    assert (reply.author, reply.name, reply.email) == (coach, "Mara Lindt", coach.email)
    assert (reply.parent, reply.thread, reply.post) == (question, question, question.post)
    assert (reply.state, reply.decisions.get().person) == ("approved", coach)
    assert (state_of(question), question.decisions.get().person) == ("approved", coach)


def test_answer_to_an_answer_stays_in_the_thread():
    root = make_comment()
    middle = make_comment(parent=root, state="held")
    assert moderation.answer(middle, by=make_coach(), text="Yes.").thread == root


def test_answer_to_what_a_machine_approved_keeps_machines_off_it():
    question = make_comment(state="approved")
    moderation.answer(question, by=make_coach(), text="Yes.")
    assert not question.decide("spam", decider=Decision.Decider.AKISMET)


def test_same_answer_sent_twice_is_one():
    question, coach = make_comment(state="held"), make_coach()
    first = moderation.answer(question, by=coach, text="Begin lower.")
    again = moderation.answer(question, by=coach, text="Begin  lower.")
    assert again == first
    assert question.replies.count() == 1


def test_two_readers_may_be_answered_in_the_same_words():
    first, coach = make_comment(), make_coach()
    second = make_comment(first.post)
    one, other = (moderation.answer(comment, by=coach, text="Thank you!") for comment in (first, second))
    assert one != other


@pytest.mark.parametrize("state", ["spam", "binned"])
def test_what_is_out_of_sight_is_not_answered(state):
    comment = make_comment(state=state)
    with pytest.raises(RefusedError):
        moderation.answer(comment, by=make_coach(), text="Hello?")
    assert state_of(comment) == state
    assert not comment.replies.exists()


def test_pingback_is_not_answered():
    with pytest.raises(RefusedError):
        moderation.answer(make_comment(kind="pingback"), by=make_coach(), text="Thanks!")


def test_deleting_for_good_moves_the_answers_up():
    root = make_comment()
    middle = make_comment(parent=root, state="binned")
    leaf = make_comment(parent=middle)
    below = make_comment(parent=leaf)
    moderation.delete_for_good(middle)
    leaf.refresh_from_db()
    below.refresh_from_db()
    assert (leaf.parent, leaf.thread) == (root, root)
    assert (below.parent, below.thread) == (leaf, root)


def test_deleting_the_root_for_good_makes_its_answers_threads_of_their_own():
    root = make_comment(state="spam")
    first, second = make_comment(parent=root), make_comment(parent=root)
    below = make_comment(parent=first)
    moderation.delete_for_good(root)
    rows = {row.pk: (row.parent_id, row.thread_id) for row in Comment.objects.all()}
    assert rows == {first.pk: (None, None), second.pk: (None, None), below.pk: (first.pk, first.pk)}


def test_deleting_for_good_takes_the_decisions_along():
    comment = make_comment()
    moderation.moderate(comment, Verb.BIN, by=make_coach())
    moderation.delete_for_good(comment)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("state", ["held", "approved"])
def test_what_is_in_sight_is_not_deleted_for_good(state):
    comment = make_comment(state=state)
    with pytest.raises(RefusedError):
        moderation.delete_for_good(comment)
    assert state_of(comment) == state
