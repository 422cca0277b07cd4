"""Queue mails to readers. Templates have the text; this module signs the links."""

from datetime import timedelta

from django.urls import reverse

from blog.models import SiteTexts
from comments.mail_kinds import MailKind
from comments.models import Comment, MailRecipient, ReaderMail
from core import tokens
from core.html import html_to_lines
from core.undo import UNDO_TIME
from core.web.site_urls import absolute_url
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

CONFIRM_PURPOSE, STOP_PURPOSE, DISOWN_PURPOSE = "mail.confirm", "mail.stop", "mail.disown"
CONFIRM_MAX_AGE = timedelta(days=30)
STOP_MAX_AGE = timedelta(days=730)

_MAILS: dict[str, tuple[str, timedelta]] = {
    MailKind.ANSWER_FIRST: ("comments/emails/answer_first", UNDO_TIME),
    MailKind.ANSWER: ("comments/emails/answer", UNDO_TIME),
    # Longer: the coach may answer the comment after approving it, and then one mail is enough.
    MailKind.COMMENT_APPROVED: ("comments/emails/comment_approved", timedelta(minutes=10)),
    # Longer still: it is the only mail before the reader consents, and should be about an answer if possible.
    MailKind.COMMENT_APPROVED_FIRST: ("comments/emails/comment_approved_first", timedelta(hours=2)),
}


def mute_purpose(thread: int) -> str:
    """Return the purpose of a token that mutes one thread. ``thread`` is the id of its first comment."""
    return f"mail.mute.{thread}"


def queue_reader_mail(kind: str, recipient: MailRecipient, comment: Comment) -> OutgoingMail | None:
    """Queue a mail about ``comment``, the coach's answer or the reader's own. Returns ``None`` if it exists already."""
    before = recipient.reader_mails.filter(comment=comment, mail__kind=kind)
    if before.not_cancelled().exists():
        return None
    template, delay = _MAILS[kind]
    coach = comment.author or comment.post.author
    links = links_for(recipient, comment.thread_id or comment.pk)
    context = {
        "site": SiteTexts.load(),
        "coach": coach.display_name,
        "comment": comment,
        "text": html_to_lines(comment.html),
        "post": comment.post,
        "comment_url": absolute_url(_comment_path(comment)),
        **links,
    }
    mail = queue_mail(
        kind,
        f"{kind}:{comment.pk}:{recipient.pk}:{before.count()}",
        recipient.email,
        template,
        context,
        from_name=coach.display_name,
        unsubscribe_url=links["one_click_url"],
        about=filter(None, [comment, comment.parent]),
        delay=delay,
    )
    if mail:
        ReaderMail.objects.create(recipient=recipient, comment=comment, mail=mail)
    return mail


def _comment_path(comment: Comment) -> str:
    """Return where the mail leads. A private answer is on the private page of the question."""
    if comment.is_private and comment.parent:
        return comment.parent.private_url
    return comment.get_absolute_url()


def links_for(recipient: MailRecipient, thread: int) -> dict[str, str]:
    stop = tokens.sign(STOP_PURPOSE, recipient.pk)
    paths = {
        "confirm_url": reverse("mail_confirm", args=[tokens.sign(CONFIRM_PURPOSE, recipient.pk)]),
        "stop_url": reverse("mail_stop", args=[stop]),
        "disown_url": reverse("mail_disown", args=[tokens.sign(DISOWN_PURPOSE, recipient.pk)]),
        "mute_url": reverse("mail_mute", args=[thread, tokens.sign(mute_purpose(thread), recipient.pk)]),
        "one_click_url": reverse("mail_one_click", args=[stop]),
    }
    return {name: absolute_url(path) for name, path in paths.items()}
