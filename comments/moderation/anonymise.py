"""Anonymise comments. The rows stay, so that threads stay complete."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import AkismetCheck, Comment, Decision
from core.html import clean_comment

State = Comment.State


@transaction.atomic
def anonymise_comments(comments: QuerySet[Comment]) -> int:
    """Remove author and text of each comment, in a fixed number of queries. Returns the number of comments.

    Held comments go to the bin for good.
    """
    pks = _blank(
        comments,
        _("This comment was erased at the request of the person who wrote it."),
        name=_("Anonymous"),
        **dict.fromkeys(["email", "website", "user_agent", "referrer"], ""),
        ip_address=None,
        network=None,
    )
    AkismetCheck.objects.filter(comment__in=pks).delete()
    unseen = Comment.objects.filter(pk__in=pks, state=State.HELD)
    Decision.objects.bulk_create(
        Decision(comment_id=pk, decider=Decision.Decider.READER, verdict=State.BINNED)
        for pk in unseen.values_list("pk", flat=True)
    )
    unseen.update(state=State.BINNED, state_before=State.HELD)
    return len(pks)


@transaction.atomic
def anonymise_private_answers(answers: QuerySet[Comment]) -> int:
    """Remove the text of private answers to a reader who is being erased. Returns their number."""
    return len(_blank(answers, _("This answer was erased together with the question.")))


def _blank(comments: QuerySet[Comment], text: str, **fields: Any) -> list[int]:
    pks = list(comments.select_for_update().order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    Comment.objects.filter(pk__in=pks).update(
        text=text,
        html=clean_comment(text),
        pending_text="",
        triage={},
        spam_score=None,
        priority=Comment.Priority.REST,
        screening_due_at=None,
        settled_at=now,
        erased_at=now,
        # A random fingerprint. It is unique, and nobody can test whether it belongs to a known text.
        fingerprint=Concat(Value(secrets.token_hex(20)), Cast("pk", CharField(max_length=20))),
        **fields,
    )
    # Reasons may quote the comment.
    Decision.objects.filter(comment__in=pks).update(reason="")
    return pks
