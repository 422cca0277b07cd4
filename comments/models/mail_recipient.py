from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models.comment import Comment
from core.prepared_queries import PreparedInsert, PreparedQuery
from outbox.models import OutgoingMail

_staff_with_email = PreparedQuery(
    lambda email: User.objects.filter(email=email, is_staff=True).values("pk"), models.TextField()
)


class MailRecipientQuerySet(models.QuerySet["MailRecipient"]):
    def with_failing_since(self) -> Self:
        """Annotate when the oldest mail failed for good, of those that staff have not dismissed.

        ``failing_since`` is about mails to this reader, ``refused_since`` about all mails that the address refused.
        """
        failed = OutgoingMail.objects.failed().filter(reader_mail__recipient=OuterRef("pk"))
        bounced = OutgoingMail.objects.bounced().filter(to__iexact=OuterRef("email"))
        return self.annotate(
            failing_since=Subquery(failed.order_by("given_up_at").values("given_up_at")[:1]),
            refused_since=Subquery(bounced.order_by("bounced_at").values("bounced_at")[:1]),
        )

    def register(self, email: str) -> None:
        """Add the recipient with this address, if there is none. Staff are left out: they have mails of their own."""
        if not _staff_with_email.values(email.lower()):
            _new_recipient.insert(MailRecipient(email=email.lower()))

    def remove_unused(self, email: str) -> None:
        """Delete a misspelled address, unless a comment has it, it was mailed, or its owner chose a preference."""
        if not Comment.objects.filter(email=email).exists():
            self.filter(email=email.lower(), first_mailed_at=None, confirmed_at=None, stopped_at=None).delete()


class MailRecipient(models.Model):
    """An e-mail address that a reader gave with a comment, and the mail preferences of its owner.

    Anybody can type any address. So only one mail is sent without consent, ``first_mail``: it announces an answer and
    asks for consent. Further mail needs ``confirmed_at``; after ``stopped_at`` there is none. ``disowned_at`` means
    that the owner says somebody else used the address. An import creates no rows.
    """

    email = models.EmailField(_("e-mail"), max_length=100, unique=True)
    registered_at = models.DateTimeField(_("first comment here"), default=timezone.now)
    first_mail = models.OneToOneField(
        OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    first_mailed_at = models.DateTimeField(_("first mail"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("wants answers by mail since"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("wants no mail since"), null=True, blank=True)
    disowned_at = models.DateTimeField(_("says somebody else used the address"), null=True, blank=True)

    # Annotated by ``with_failing_since``.
    failing_since: datetime | None
    refused_since: datetime | None

    objects = MailRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader’s address")
        verbose_name_plural = _("readers’ addresses")
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="mail_recipient_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(disowned_at=None) | Q(stopped_at__isnull=False), name="mail_recipient_disowned_is_stopped"
            ),
            models.CheckConstraint(
                condition=Q(first_mail=None) | Q(first_mailed_at__isnull=False),
                name="mail_recipient_first_mail_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def confirm(self) -> bool:
        """Consent to mail about answers. Returns ``False`` if mail was stopped, or already confirmed."""
        return self._change(Q(stopped_at=None, confirmed_at=None), confirmed_at=timezone.now())

    def withdraw(self) -> None:
        """Withdraw the consent."""
        self._change(Q(), confirmed_at=None)

    def stop(self) -> None:
        self._change(Q(stopped_at=None), stopped_at=timezone.now())

    def disown(self) -> None:
        """Stop all mail, and record that somebody else used the address."""
        self.stop()
        self._change(Q(disowned_at=None), disowned_at=timezone.now())

    def resume(self) -> None:
        """Undo ``stop`` and ``disown``. A confirmation from before is valid again."""
        self._change(Q(), stopped_at=None, disowned_at=None)

    def claim_first_mail(self, mail: OutgoingMail) -> bool:
        """Make ``mail`` the one mail sent without consent. Returns ``False`` if another mail already was."""
        allowed = Q(first_mailed_at=None) | Q(first_mail=mail)
        return self._change(allowed, first_mail=mail, first_mailed_at=timezone.now())

    def mute(self, thread: Comment) -> None:
        self.mutes.get_or_create(thread=thread)

    def unmute(self, thread: Comment) -> None:
        self.mutes.filter(thread=thread).delete()

    def has_muted(self, thread: Comment) -> bool:
        return self.mutes.filter(thread=thread).exists()

    def _change(self, allowed: Q, **changes: datetime | OutgoingMail | None) -> bool:
        is_done = bool(MailRecipient.objects.filter(allowed, pk=self.pk).update(**changes))
        self.refresh_from_db()
        return is_done


_new_recipient = PreparedInsert(MailRecipient, ignores_conflicts=True)


class Mute(models.Model):
    """A reader wants no mail about one thread, named by the comment that it begins with."""

    recipient = models.ForeignKey(MailRecipient, on_delete=models.CASCADE, related_name="mutes")
    thread = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "thread"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.thread}"


class ReaderMailQuerySet(models.QuerySet["ReaderMail"]):
    def not_cancelled(self) -> Self:
        """Mails that were sent or are still to be sent."""
        return self.filter(mail__cancelled_at=None)


class ReaderMail(models.Model):
    """A mail to a reader, and the comment that it is about: the coach's answer, or the reader's approved comment."""

    recipient = models.ForeignKey(MailRecipient, on_delete=models.CASCADE, related_name="reader_mails")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reader_mails")
    mail = models.OneToOneField(OutgoingMail, on_delete=models.CASCADE, related_name="reader_mail")

    objects = ReaderMailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.mail}"
