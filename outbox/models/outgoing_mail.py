import re
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.retries import RetryPolicy
from core.tokens import keyed_hash
from outbox import kinds

DELIVERY = RetryPolicy(
    # The slowest conversation with a mail server takes less: each of its steps times out after 20 seconds.
    lease=timedelta(minutes=10),
    # Five days in all, as RFC 5321 (4.5.4.1) advises.
    delays=[
        *[timedelta(minutes=minutes) for minutes in (1, 5, 15, 30)],
        *[timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24, 24, 24)],
    ],
)

# After weeks, a mail such as "We received your application" is out of date. It is shown in the admin and not sent.
STALE_AFTER = timedelta(days=14)

ANONYMISE_BATCH_SIZE = 500

# What reports about a mail name it by. Only who got the mail, and the servers on its way, can know it.
MESSAGE_ID = re.compile(r"<(\d{1,18})\.([0-9a-f]{32})@")


def key_without_email(key: str) -> str:
    """Return ``key`` with a keyed hash in place of an e-mail address."""
    return f"forgotten:{keyed_hash('outbox.key', key)}"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def unsent(self) -> "OutgoingMailQuerySet":
        return self.filter(sent_at=None, given_up_at=None, cancelled_at=None)

    def due(self) -> "OutgoingMailQuerySet":
        return DELIVERY.due(self.unsent()).filter(due_at__gt=timezone.now() - STALE_AFTER)

    def stale(self) -> "OutgoingMailQuerySet":
        """Unsent mails that were due too long ago."""
        return DELIVERY.due(self.unsent()).filter(due_at__lte=timezone.now() - STALE_AFTER)

    def delayed(self) -> "OutgoingMailQuerySet":
        """Unsent mails after several attempts, more than greylisting causes."""
        return self.unsent().filter(attempts__gte=3)

    def held_up(self, period: timedelta) -> "OutgoingMailQuerySet":
        """Mails that should have left ``period`` ago. If others leave, without those whose recipient's server asks to
        wait."""
        then = timezone.now() - period
        waiting = self.unsent().filter(Q(due_at__lte=then) | Q(attempts__gt=0, created_at__lte=then))
        return waiting.exclude(last_error__regex=r"^4\d\d ") if self.filter(sent_at__gt=then).exists() else waiting

    def failed(self) -> "OutgoingMailQuerySet":
        """Mails that were given up and not dismissed by staff."""
        return self.filter(given_up_at__isnull=False, dismissed_at=None, cancelled_at=None)

    def bounced(self) -> "OutgoingMailQuerySet":
        """Failed mails whose recipient's address was refused for good."""
        return self.failed().filter(bounced_at__isnull=False)

    def to_address(self, email: str) -> "OutgoingMailQuerySet":
        return self.filter(to__iexact=email)

    def undelivered_to(self, email: str) -> "OutgoingMail | None":
        """Return the newest failed mail to the address, one that the address refused if there is such a one."""
        failed = self.failed().to_address(email) if email else self.none()
        return failed.order_by(F("bounced_at").desc(nulls_last=True), "-given_up_at").first()

    def try_again(self) -> None:
        for mail in self:
            mail.try_again()

    def with_message_id_in(self, text: str) -> "OutgoingMail | None":
        """Return the mail whose ``message_id`` is somewhere in ``text``; ``None`` if there is none, or it is forged."""
        for pk, signature in dict.fromkeys(MESSAGE_ID.findall(text)):
            mail = self.filter(pk=pk).first()
            if mail and constant_time_compare(mail.signature, signature):
                return mail
        return None

    def settled_before(self, moment: datetime) -> "OutgoingMailQuerySet":
        """Mails sent, given up or cancelled before ``moment``, and not anonymised yet."""
        settled = Q(sent_at__lt=moment) | Q(given_up_at__lt=moment) | Q(cancelled_at__lt=moment)
        return self.filter(settled, anonymised_at=None)

    def about(self, rows: models.QuerySet[Any]) -> "OutgoingMailQuerySet":
        """Mails about any of these rows, to whomever they went, that are not anonymised yet."""
        subjects = MailSubject.objects.filter(content_type=ContentType.objects.get_for_model(rows.model))
        subjects = subjects.filter(object_id__in=rows.order_by().values("pk"))
        return self.filter(pk__in=subjects.values("mail"), anonymised_at=None)

    def was_anonymised(self, key: str) -> bool:
        """Tell whether a mail with this key was queued, and anonymised since."""
        return "@" in key and self.filter(key=key_without_email(key)).exists()

    @transaction.atomic
    def anonymise(self) -> int:
        """Remove recipients and text for good. Unsent mails are never sent. Returns the number of mails.

        Kind, times and key stay, so that none is queued twice. If a mail is being sent at this moment, only the fact
        that it was sent is recorded.
        """
        number, now = 0, timezone.now()
        for pks in batched(self.values_list("pk", flat=True), ANONYMISE_BATCH_SIZE):
            mails = self.model.objects.filter(pk__in=pks)
            for pk, key in mails.filter(key__contains="@").values_list("pk", "key"):
                self.model.objects.filter(pk=pk).update(key=key_without_email(key))
            mails.filter(sent_at=None, cancelled_at=None).update(cancelled_at=now)
            number += mails.update(
                anonymised_at=now, claimed_until=None, **dict.fromkeys(self.model.PERSONAL_FIELDS, "")
            )
            MailSubject.objects.filter(mail__in=pks).delete()
        return number


class OutgoingMail(models.Model):
    """A mail, written in the same transaction as what it announces and sent by a task.

    It waits until it is due, and then until it is sent, given up or cancelled. Whoever sends it claims it first.
    """

    kind = models.CharField(gettext_lazy("kind"), max_length=40, choices=kinds.choices)
    key = models.CharField(
        gettext_lazy("key"),
        max_length=160,
        unique=True,
        help_text=gettext_lazy("What it announces and to whom. No mail is queued twice."),
    )
    to = models.EmailField(gettext_lazy("to"))
    reply_to = models.EmailField(gettext_lazy("reply to"), blank=True)
    from_name = models.CharField(
        gettext_lazy("from"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("The name of the sender, if it is a person. The address is that of the site."),
    )
    unsubscribe_url = models.URLField(gettext_lazy("address to unsubscribe"), max_length=500, blank=True)
    subject = models.CharField(gettext_lazy("subject"), max_length=200)
    text = models.TextField(gettext_lazy("text"))
    html = models.TextField(gettext_lazy("HTML"), blank=True)
    created_at = models.DateTimeField(gettext_lazy("written"), default=timezone.now, db_index=True)
    due_at = models.DateTimeField(gettext_lazy("due"), default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(gettext_lazy("attempts"), default=0)
    last_error = models.CharField(gettext_lazy("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(gettext_lazy("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(gettext_lazy("given up"), null=True, blank=True)
    bounced_at = models.DateTimeField(gettext_lazy("address refused"), null=True, blank=True)
    cancelled_at = models.DateTimeField(gettext_lazy("cancelled"), null=True, blank=True)
    dismissed_at = models.DateTimeField(gettext_lazy("failure dismissed"), null=True, blank=True)
    anonymised_at = models.DateTimeField(gettext_lazy("forgotten"), null=True, blank=True)

    # Addresses and texts.
    PERSONAL_FIELDS = ("to", "reply_to", "from_name", "unsubscribe_url", "subject", "text", "html", "last_error")

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("outgoing mail")
        verbose_name_plural = gettext_lazy("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, given_up_at=None, cancelled_at=None),
                name="outbox_waiting_by_due",
            ),
            models.Index(
                fields=["given_up_at"],
                condition=models.Q(given_up_at__isnull=False, dismissed_at=None, cancelled_at=None),
                name="outbox_failed",
            ),
        ]

    def __str__(self) -> str:
        return _("forgotten") if self.anonymised_at else self.subject

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that mail programs recognise a duplicate (RFC 5322, 3.6.4)."""
        return f"<{self.pk}.{self.signature}@{urlsplit(settings.SITE_URL).hostname}>"

    @property
    def signature(self) -> str:
        """A part of ``message_id`` that only this site can make."""
        return keyed_hash("outbox.message-id", f"{self.pk} {self.created_at.timestamp()}")[:32]

    @property
    def state(self) -> str:
        if self.sent_at:
            return _("sent")
        if self.cancelled_at:
            return _("cancelled")
        if self.bounced_at:
            return _("address refused")
        if self.given_up_at:
            return _("failed")
        return _("trying again") if self.attempts else _("waiting")

    def claim(self) -> bool:
        """Take the mail for this worker, as it is by now. ``False`` if it is not due, or another has it."""
        return DELIVERY.claim(self, OutgoingMail.objects.due()) and self.anonymised_at is None

    def mark_sent(self) -> None:
        OutgoingMail.objects.filter(pk=self.pk).update(
            sent_at=timezone.now(),
            given_up_at=None,
            bounced_at=None,
            cancelled_at=None,
            claimed_until=None,
            last_error="",
        )

    def cancel(self) -> bool:
        """Never send it. Returns ``False`` if it was sent, or is being sent now.

        If that attempt fails, there is no other.
        """
        now = timezone.now()
        OutgoingMail.objects.filter(pk=self.pk, sent_at=None, cancelled_at=None).update(cancelled_at=now)
        return DELIVERY.unclaimed(OutgoingMail.objects.filter(pk=self.pk, cancelled_at__isnull=False)).exists()

    def postpone(self, error: str) -> None:
        """Wait for the next attempt; after the last, give up."""
        if DELIVERY.is_last(self):
            self.give_up(error)
        else:
            DELIVERY.postpone(self, last_error=error[:500])

    def give_up(self, error: str, *, is_bounced: bool = False) -> None:
        """End the attempts. ``is_bounced`` says that the address was refused for good."""
        now = timezone.now()
        bounced_at = now if is_bounced else None
        DELIVERY.release(self, self.due_at, last_error=error[:500], given_up_at=now, bounced_at=bounced_at)

    def come_back(self, error: str, *, is_bounced: bool) -> bool:
        """Record that the mail was not delivered, although a server took it. Then it counts as not sent.

        Returns ``False`` if that is known already, or the mail was anonymised.
        """
        known = Q(bounced_at__isnull=False) if is_bounced else Q(given_up_at__isnull=False)
        mails = OutgoingMail.objects.filter(pk=self.pk, anonymised_at=None, dismissed_at=None).exclude(known)
        now = timezone.now()
        bounced_at = now if is_bounced else None
        return bool(mails.update(sent_at=None, given_up_at=now, bounced_at=bounced_at, last_error=error[:500]))

    def try_again(self) -> None:
        """Restart the attempts now, unless the mail was sent or cancelled, or is being sent.

        Who tries again takes the address for a good one, so refusals of other mails to it no longer count.
        """
        failed = OutgoingMail.objects.bounced().to_address(self.to).exclude(pk=self.pk)
        failed.update(dismissed_at=timezone.now())
        waiting = OutgoingMail.objects.filter(pk=self.pk, sent_at=None, cancelled_at=None)
        DELIVERY.unclaimed(waiting).update(**DELIVERY.begin(), given_up_at=None, bounced_at=None, dismissed_at=None)


class MailSubject(models.Model):
    """A row that a mail is about. A digest has many; an anonymised mail has none."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="subjects")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", db_index=False)
    object_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id", "mail"], name="outbox_subject_by_object")]

    def __str__(self) -> str:
        return f"{self.content_type}: {self.object_id}"

    @classmethod
    def for_row(cls, mail: OutgoingMail, row: models.Model) -> "MailSubject":
        """Return an unsaved subject for ``row``."""
        return cls(mail=mail, content_type=ContentType.objects.get_for_model(row), object_id=row.pk)
