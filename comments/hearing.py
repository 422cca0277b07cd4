"""Readers hear back: who is written to about what, when it is written and again when it leaves."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments import letters
from comments.models import Comment, CommentQuerySet, Correspondent, Letter, Mute
from outbox.models import OutgoingMail

Kind = OutgoingMail.Kind

# What is made up for on confirming: a reader who was away for a month is led to the page by the first mail.
MISSED_AT_MOST = 5


class Outlook(models.TextChoices):
    """Whether the writer of a comment hears by mail that it was answered, and why not."""

    FIRST = "first", _("is told by mail, for the first time")
    MAIL = "mail", _("is told by mail")
    UNKNOWN = "unknown", _("no mail: has not written here since the import")
    STAFF = "staff", _("no mail: works here")
    UNCONFIRMED = "unconfirmed", _("no mail: was told once, and has not asked for more")
    MUTED = "muted", _("no mail: muted this thread")
    STOPPED = "stopped", _("no mail: asked for none")
    DISOWNED = "disowned", _("no mail: the owner of the address says that it was not them")
    REFUSED = "refused", _("no mail: the last one could not be delivered")

    @property
    def is_yes(self) -> bool:
        return self in (Outlook.FIRST, Outlook.MAIL)


def outlook(comments: Iterable[Comment]) -> dict[int, Outlook]:
    """The outlook of each of these readers' comments by its ``pk``, with three queries for all."""
    comments = list(comments)
    emails = {comment.email.lower() for comment in comments if comment.email}
    people = {person.email: person for person in Correspondent.objects.filter(email__in=emails).with_failing_since()}
    staff = set(User.objects.filter(email__in=emails, is_staff=True).values_list("email", flat=True))
    known = [person.pk for person in people.values()]
    mutes = set(Mute.objects.filter(correspondent__in=known).values_list("correspondent", "thread"))

    def look(comment: Comment) -> Outlook:
        person = people.get(comment.email.lower())
        if comment.email.lower() in staff:
            return Outlook.STAFF
        if person is None:
            return Outlook.UNKNOWN
        is_muted = (person.pk, comment.thread_id or comment.pk) in mutes
        return _look(person, is_failing=person.failing_since is not None, is_muted=is_muted)

    return {comment.pk: look(comment) for comment in comments}


def _look(person: Correspondent, *, is_failing: bool, is_muted: bool) -> Outlook:
    if person.disowned_at:
        return Outlook.DISOWNED
    if person.stopped_at:
        return Outlook.STOPPED
    if is_failing:
        return Outlook.REFUSED
    if is_muted:
        return Outlook.MUTED
    if person.confirmed_at:
        return Outlook.MAIL
    return Outlook.UNCONFIRMED if person.first_written_to_at else Outlook.FIRST


def will_hear(comment: Comment) -> Outlook:
    return outlook([comment])[comment.pk]


def follow(comment: Comment) -> None:
    """After a decision about ``comment``: write about it if it is there to read; if not, take back what was written."""
    if not is_to_be_read(comment):
        take_back(comment)
    elif comment.is_by_staff:
        announce_answer(comment)
    else:
        announce_approval(comment)


def is_to_be_read(comment: Comment) -> bool:
    """By everybody, or by its reader and the coach alone."""
    if comment.is_private:
        return comment.state == Comment.State.HELD
    return comment.is_shown and comment.post.is_public


def announce_answer(answer: Comment) -> OutgoingMail | None:
    """Write to the reader whose comment ``answer`` answers, if that reader is to hear of it; once for each answer.

    To be called in the transaction that publishes it. The mail leaves after ``letters.UNDO_TIME``.
    """
    if not answer.parent or not answer.is_by_staff or not answer.parent.is_by_guest:
        return None
    kinds = {Outlook.FIRST: Kind.ANSWER_FIRST, Outlook.MAIL: Kind.ANSWER}
    return _write(kinds.get(will_hear(answer.parent)), answer.parent, answer)


def announce_approval(comment: Comment) -> OutgoingMail | None:
    """Tell a reader who asked for mail that ``comment`` is public, unless it is answered before the mail leaves."""
    if comment.is_private or not comment.is_by_guest or will_hear(comment) != Outlook.MAIL:
        return None
    return _write(Kind.COMMENT_APPROVED, comment, comment)


def _write(kind: str | None, asked: Comment, comment: Comment) -> OutgoingMail | None:
    if kind is None:
        return None
    return letters.write(kind, Correspondent.objects.get(email=asked.email.lower()), comment)


def take_back(comment: Comment) -> bool:
    """Cancel what was written about ``comment`` and has not left. ``False`` if some of it has."""
    mails = OutgoingMail.objects.filter(letter__in=Letter.objects.filter(comment=comment).standing())
    left = [mail for mail in mails if not mail.cancel()]
    return not left


def confirm(correspondent: Correspondent) -> bool:
    """Write from now on, and of the answers since the mail that asked. ``False`` if mail was stopped meanwhile."""
    if not correspondent.confirm():
        return False
    for answer in _missed_by(correspondent)[:MISSED_AT_MOST]:
        announce_answer(answer)
    return True


def _missed_by(correspondent: Correspondent) -> CommentQuerySet:
    """Answers since the one mail that went unasked; also the one it was about, if that cannot be read on the site."""
    mail = correspondent.first_mail
    if mail is None:
        return Comment.objects.none()
    asked = Comment.objects.by_guests().filter(email=correspondent.email)
    is_new = Q(created_at__gt=mail.created_at) | Q(letters__mail=mail, is_private=True)
    answers = Comment.objects.staff_answers().filter(is_new, parent__in=asked)
    return answers.select_related("post__address", "post__author", "parent", "author").distinct()


def may_leave(mail: OutgoingMail) -> bool:
    """Is the reader still to hear of it? Asked when the mail leaves, however long ago it was written.

    So an answer that was hidden or deleted meanwhile, by whatever way, is not mailed; nor anything to a reader who
    stopped; nor a second mail to one who has not confirmed.
    """
    found = Letter.objects.select_related("correspondent", "comment__parent__post", "comment__post")
    letter = found.filter(mail=mail).first()
    if letter is None:
        return False
    asked = letter.comment if mail.kind == Kind.COMMENT_APPROVED else letter.comment.parent
    if asked is None or asked.email.lower() != letter.correspondent.email:
        return False
    is_by_mail_only = letter.comment.is_private and asked.state == Comment.State.HELD
    if not is_to_be_read(letter.comment) or not (is_by_mail_only or is_to_be_read(asked)):
        return False
    outlook = will_hear(asked)
    if mail.kind == Kind.ANSWER_FIRST:
        return outlook in (Outlook.FIRST, Outlook.UNCONFIRMED) and letter.correspondent.begin_with(mail)
    is_answered = Comment.objects.staff_answers().filter(parent=asked).exists()
    return outlook == Outlook.MAIL and (mail.kind == Kind.ANSWER or not is_answered)


def ways_out(comment: Comment) -> dict[str, str]:
    """Links for a mail that the writer of ``comment`` asked for: with them the owner of the address ends it all."""
    person = Correspondent.objects.meet(comment.email)
    return letters.links_for(person, comment.thread_id or comment.pk) if person else {}


def is_open_to_mail(mail: OutgoingMail) -> bool:
    """Whatever a guest may have mailed to an address: not after its owner asked for no mail."""
    return not Correspondent.objects.filter(email=mail.to.lower(), stopped_at__isnull=False).exists()
