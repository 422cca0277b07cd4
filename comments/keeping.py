"""What a reader does with their own comment, from its private page.

Each of it locks the row, so that it comes before or after an answer of the coach, never at the same time.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import SiteTexts
from comments import hearing, submission, tasks
from comments.models import AkismetQuestion, Comment, Correspondent, Decision
from core import erased
from core.guard import is_flood
from outbox.models import OutgoingMail
from outbox.writing import write_mail

EDITABLE_FOR = timedelta(minutes=15)
PAUSE_BETWEEN_CHANGES = timedelta(seconds=10)
LINKS_A_COMMENT = 3
LINKS_AN_ADDRESS_A_DAY = 5

# What is promised for ever, so that the list of what was erased has it too.
TAKEN_BACK, MADE_PRIVATE = "taken back", "made private"

State = Comment.State


class RefusedError(Exception):
    """It cannot be done. The message says why, to the reader."""


def editable_until(comment: Comment) -> datetime | None:
    """Until when its words can be changed; ``None`` if that is over, or somebody has answered."""
    until = comment.created_at + EDITABLE_FOR
    is_open = comment.state != State.BINNED and timezone.now() < until and not is_answered(comment)
    return until if is_open else None


def can_be_private(comment: Comment) -> bool:
    return not comment.is_private and comment.state != State.BINNED and not is_answered(comment)


def is_answered(comment: Comment) -> bool:
    """By anybody whose answer others see, or by the coach for the reader alone."""
    replies = Comment.objects.filter(parent=comment)
    return (replies.approved() | replies.private_answers()).exists()


@transaction.atomic
def edit(comment: Comment, text: str) -> None:
    """Change the words, and have them screened again. Where the old ones are public, they stay so meanwhile."""
    comment = _lock(comment)
    if not editable_until(comment):
        raise RefusedError(_("It is too late to change it: the time is over, or somebody has answered."))
    if text == (comment.pending_text or comment.text):
        return
    _refuse_haste(comment)
    before, comment.text = comment.text, text
    _refuse_repetition(comment)
    if comment.state == State.APPROVED:
        _change(comment, pending_text="" if text == before else text, screening_due_at=None)
    else:
        comment.reword(text)
    _change(comment, edited_at=timezone.now(), settled_at=None)
    _screen_again(comment)


@transaction.atomic
def fix_email(comment: Comment, email: str) -> None:
    """Let answers go to ``email``. Nobody is known by it yet, so the comment is screened again."""
    comment = _lock(comment)
    if email == comment.email:
        return
    _refuse_binned(comment)
    _refuse_haste(comment)
    before, comment.email = comment.email, email
    _refuse_staff(comment)
    _refuse_repetition(comment)
    _change(comment, email=email, fingerprint=comment.make_fingerprint(), edited_at=timezone.now())
    Correspondent.objects.meet(email)
    Correspondent.objects.part_with(before)
    _screen_again(comment)


@transaction.atomic
def show_first_name(comment: Comment, *, only: bool) -> None:
    comment = _lock(comment)
    comment.shows_first_name_only = only
    _refuse_staff(comment)
    _change(comment, shows_first_name_only=only)


@transaction.atomic
def make_private(comment: Comment) -> None:
    """Take it from the public and ask the coach alone, for good."""
    comment = _lock(comment)
    if comment.is_private:
        return
    if not can_be_private(comment):
        raise RefusedError(_("It has been answered already, or is not here any more: it cannot become private."))
    erased.remember(erased.name_of(comment, MADE_PRIVATE))
    if comment.pending_text:
        comment.reword(comment.pending_text)
    if comment.state == State.APPROVED:
        reason = _("Its reader made a private question of it.")
        comment.decide(State.HELD, decider=Decision.Decider.READER, reason=reason)
        hearing.take_back(comment)
    _change(comment, is_private=True, settled_at=None, attention=min(comment.attention, Comment.Attention.QUESTION))


@transaction.atomic
def take_back(comment: Comment) -> None:
    """Delete it, as its reader sees it: it goes to the bin, and nobody gets it out again."""
    comment = _lock(comment)
    if not comment.was_taken_back():
        erased.remember(erased.name_of(comment, TAKEN_BACK))
        comment.decide(State.BINNED, decider=Decision.Decider.READER, reason=_("Its reader took it back."))
        AkismetQuestion.objects.filter(comment=comment).delete()


@transaction.atomic
def mail_link(comment: Comment) -> None:
    """Mail the private address to its reader: once to each address, and to a few addresses at most."""
    comment = _lock(comment)
    _refuse_binned(comment)
    kind = OutgoingMail.Kind.COMMENT_LINK
    sent = OutgoingMail.objects.filter(kind=kind)
    if sent.filter(key=f"{kind}:{comment.pk}:{comment.email}").exists():
        raise RefusedError(_("It was mailed to %(email)s already.") % {"email": comment.email})
    is_too_much = sent.filter(key__startswith=f"{kind}:{comment.pk}:").count() >= LINKS_A_COMMENT
    if is_too_much or is_flood(sent, limit=LINKS_AN_ADDRESS_A_DAY, within=timedelta(days=1), to=comment.email):
        raise RefusedError(_("We cannot mail this again today. Please keep the address of this page."))
    links = hearing.ways_out(comment)
    context = {"comment": comment, "site": SiteTexts.load(), "url": submission.private_url(comment), **links}
    write_mail(
        kind,
        f"{kind}:{comment.pk}:{comment.email}",
        comment.email,
        "comments/emails/comment_link",
        context,
        unsubscribe_url=links.get("one_click_url", ""),
        about=[comment],
    )


def _lock(comment: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("post__address").get(pk=comment.pk)


def _change(comment: Comment, **fields: object) -> None:
    Comment.objects.filter(pk=comment.pk).update(**fields)
    for name, value in fields.items():
        setattr(comment, name, value)


def _screen_again(comment: Comment) -> None:
    """If there is something to judge: an edit of what is public, or what no person has decided about."""
    is_seen = comment.state in (State.HELD, State.APPROVED)
    if comment.pending_text or (is_seen and not comment.was_decided_by_person()):
        _change(comment, screening_due_at=timezone.now(), screening_attempts=0)
        tasks.screen.enqueue(comment.pk)


def _refuse_binned(comment: Comment) -> None:
    if comment.state == State.BINNED:
        raise RefusedError(_("This comment is not here any more."))


def _refuse_haste(comment: Comment) -> None:
    if comment.edited_at and timezone.now() - comment.edited_at < PAUSE_BETWEEN_CHANGES:
        raise RefusedError(_("You have just changed it. Please wait a few seconds, and send this again."))


def _refuse_repetition(comment: Comment) -> None:
    if Comment.objects.saying_the_same_as(comment).exists():
        raise RefusedError(_("You have said the same here before. Nothing was changed."))


def _refuse_staff(comment: Comment) -> None:
    if submission.poses_as_staff(comment):
        raise RefusedError(_("That belongs to the team here. Nothing was changed."))
