"""Mails to readers as they are written: the words are in the templates, the links are signed here."""

from datetime import timedelta

from django.urls import reverse

from blog.models import SiteTexts
from comments.models import Comment, Correspondent, Letter
from comments.submission import private_url
from core import tokens
from core.addresses import absolute
from core.html import lines_of
from outbox.models import OutgoingMail
from outbox.writing import write_mail

Kind = OutgoingMail.Kind

CONFIRM, STOP, DISOWN = "hearing.confirm", "hearing.stop", "hearing.disown"
YES_LIVES = timedelta(days=30)
NO_LIVES = timedelta(days=730)

# So long the coach can take an answer back before it is mailed.
UNDO_TIME = timedelta(minutes=2)

_MAILS: dict[str, tuple[str, timedelta]] = {
    Kind.ANSWER_FIRST: ("comments/emails/answer_first", UNDO_TIME),
    Kind.ANSWER: ("comments/emails/answer", UNDO_TIME),
    # Longer: she may well answer what she has just approved, and then that mail is the only one.
    Kind.COMMENT_APPROVED: ("comments/emails/comment_approved", timedelta(minutes=10)),
}


def muting(thread: int) -> str:
    """The purpose of a token that mutes this one thread, named by the ``pk`` of its first comment."""
    return f"hearing.mute.{thread}"


def write(kind: str, correspondent: Correspondent, comment: Comment) -> OutgoingMail | None:
    """Write to a reader about ``comment``: the coach's answer, or the reader's own. ``None`` if that was written."""
    before = correspondent.letters.filter(comment=comment, mail__kind=kind)
    if before.standing().exists():
        return None
    template, delay = _MAILS[kind]
    coach = comment.author or comment.post.author
    links = links_for(correspondent, comment.thread_id or comment.pk)
    context = {
        "site": SiteTexts.load(),
        "coach": coach.display_name,
        "comment": comment,
        "text": lines_of(comment.html),
        "post": comment.post,
        "comment_url": absolute(_place_of(comment)),
        **links,
    }
    mail = write_mail(
        kind,
        f"{kind}:{comment.pk}:{correspondent.pk}:{before.count()}",
        correspondent.email,
        template,
        context,
        from_name=coach.display_name,
        unsubscribe_url=links["one_click_url"],
        about=filter(None, [comment, comment.parent]),
        delay=delay,
    )
    if mail:
        Letter.objects.create(correspondent=correspondent, comment=comment, mail=mail)
    return mail


def _place_of(comment: Comment) -> str:
    """Where the mail leads; what is private stands below the question, on the page of its reader."""
    if comment.is_private and comment.parent:
        return private_url(comment.parent)
    return comment.get_absolute_url()


def links_for(correspondent: Correspondent, thread: int) -> dict[str, str]:
    stop = tokens.sign(STOP, correspondent.pk)
    paths = {
        "confirm_url": reverse("hearing_confirm", args=[tokens.sign(CONFIRM, correspondent.pk)]),
        "stop_url": reverse("hearing_stop", args=[stop]),
        "disown_url": reverse("hearing_disown", args=[tokens.sign(DISOWN, correspondent.pk)]),
        "mute_url": reverse("hearing_mute", args=[thread, tokens.sign(muting(thread), correspondent.pk)]),
        "one_click_url": reverse("hearing_one_click", args=[stop]),
    }
    return {name: absolute(path) for name, path in paths.items()}
