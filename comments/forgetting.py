"""Comments whose writer is to be known by nobody: the rows stay, so that their threads do."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import AkismetQuestion, Comment, Decision
from core.html import clean_comment

State = Comment.State


@transaction.atomic
def forget(comments: QuerySet[Comment]) -> int:
    """Take out who wrote them and every word. How many they were, by the same few queries for all.

    What nobody has seen yet goes to the bin, and nobody gets it out again.
    """
    pks = _blank(
        comments,
        _("These words were erased, as the person who wrote them wished."),
        name=_("Anonymous"),
        **dict.fromkeys(["email", "website", "user_agent", "referrer"], ""),
        address=None,
    )
    AkismetQuestion.objects.filter(comment__in=pks).delete()
    unseen = Comment.objects.filter(pk__in=pks, state=State.HELD)
    Decision.objects.bulk_create(
        Decision(comment_id=pk, decider=Decision.Decider.READER, verdict=State.BINNED)
        for pk in unseen.values_list("pk", flat=True)
    )
    unseen.update(state=State.BINNED, state_before=State.HELD)
    return len(pks)


@transaction.atomic
def forget_answers(answers: QuerySet[Comment]) -> int:
    """Take the words out of what staff answered to one reader alone, who is to be forgotten."""
    return len(_blank(answers, _("This answer was erased together with the question.")))


def _blank(comments: QuerySet[Comment], text: str, **fields: Any) -> list[int]:
    pks = list(comments.select_for_update().order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    Comment.objects.filter(pk__in=pks).update(
        text=text,
        html=clean_comment(text),
        pending_text="",
        signals={},
        spam_score=None,
        attention=Comment.Attention.REST,
        screening_due_at=None,
        settled_at=now,
        erased_at=now,
        # Of nothing that was said: no two are the same, and nothing that was said before can be tried out on them.
        fingerprint=Concat(Value(secrets.token_hex(20)), Cast("pk", CharField(max_length=20))),
        **fields,
    )
    # They quote words, at times.
    Decision.objects.filter(comment__in=pks).update(reason="")
    return pks
