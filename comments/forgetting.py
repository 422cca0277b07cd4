"""A comment whose writer is to be known by nobody: the row stays, so that its thread does."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import AkismetQuestion, Comment, Decision


@transaction.atomic
def forget(comment: Comment) -> None:
    """Take out who wrote it and every word. What nobody has seen yet goes to the bin, and nobody gets it out again.

    Of an answer by staff only the words are taken: for what only the reader was told, who is to be forgotten.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    now = timezone.now()
    comment.text = _("These words were erased, as the person who wrote them wished.")
    if comment.is_by_staff:
        comment.text = _("This answer was erased together with the question.")
    else:
        comment.name = _("Anonymous")
        comment.email = comment.website = comment.user_agent = comment.referrer = ""
        comment.address = None
    comment.pending_text, comment.signals, comment.spam_score = "", {}, None
    comment.attention = Comment.Attention.REST
    comment.screening_due_at, comment.settled_at, comment.erased_at = None, now, now
    # Of nothing that was said: two that were erased are not the same, and nothing said before can be tried out on it.
    comment.fingerprint = secrets.token_hex(32)
    comment.save()
    AkismetQuestion.objects.filter(comment=comment).delete()
    if comment.state == Comment.State.HELD and not comment.is_by_staff:
        comment.decide(Comment.State.BINNED, decider=Decision.Decider.READER)
    # They quote words, at times.
    comment.decisions.update(reason="")
