from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tokens import keyed_hash

# Longer than the slowest conversation with a mail server can take: each of its steps times out after 20 seconds.
LEASE = timedelta(minutes=10)

# How long to wait after the first, second, … attempt that failed: five days in all, as RFC 5321 (4.5.4.1) advises.
PAUSES = [
    *[timedelta(minutes=minutes) for minutes in (1, 5, 15, 30)],
    *[timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24, 24, 24)],
]

# "We received your application" is no use weeks later; such a mail is shown to the coach instead of sent.
STALE_AFTER = timedelta(days=14)

FORGOTTEN_AT_ONCE = 500


def without_address(key: str) -> str:
    """A ``key`` that has somebody's address in it, as it stands once that is to be forgotten."""
    return f"forgotten:{keyed_hash('outbox.key', key)}"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        return self.filter(sent_at=None, given_up_at=None, cancelled_at=None)

    def unclaimed(self) -> "OutgoingMailQuerySet":
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=timezone.now()))

    def due(self) -> "OutgoingMailQuerySet":
        now = timezone.now()
        return self.waiting().unclaimed().filter(due_at__lte=now, due_at__gt=now - STALE_AFTER).order_by("due_at", "pk")

    def stale(self) -> "OutgoingMailQuerySet":
        """Waiting, and due so long ago that its news is none any more."""
        return self.waiting().unclaimed().filter(due_at__lte=timezone.now() - STALE_AFTER)

    def delayed(self) -> "OutgoingMailQuerySet":
        """Waiting after several attempts: more than a server that asks a stranger to come back later."""
        return self.waiting().filter(attempts__gte=3)

    def failed(self) -> "OutgoingMailQuerySet":
        """Given up, and nobody has said yet that this is well."""
        return self.filter(given_up_at__isnull=False, dismissed_at=None, cancelled_at=None)

    def settled_before(self, moment: datetime) -> "OutgoingMailQuerySet":
        """Sent, given up or cancelled before then, and not forgotten yet."""
        settled = Q(sent_at__lt=moment) | Q(given_up_at__lt=moment) | Q(cancelled_at__lt=moment)
        return self.filter(settled, forgotten_at=None)

    def about(self, rows: models.QuerySet[Any]) -> "OutgoingMailQuerySet":
        """Those that speak of any of these rows, to whomever they went, and are not forgotten yet."""
        subjects = Subject.objects.filter(kind=ContentType.objects.get_for_model(rows.model))
        subjects = subjects.filter(row__in=rows.order_by().values("pk"))
        return self.filter(pk__in=subjects.values("mail"), forgotten_at=None)

    def was_forgotten(self, key: str) -> bool:
        """Was a mail of this key written, and its address taken out of the key since?"""
        return "@" in key and self.filter(key=without_address(key)).exists()

    @transaction.atomic
    def forget(self) -> int:
        """Blank for good whom these were to and what they said. What has not left by then never does.

        Kind, times and key stay, so that none is written twice. Nor is anything written down of an attempt to send one
        that goes on in this moment, but that it was sent. The answer is how many they were.
        """
        number, now = 0, timezone.now()
        for pks in batched(self.values_list("pk", flat=True), FORGOTTEN_AT_ONCE):
            mails = self.model.objects.filter(pk__in=pks)
            for pk, key in mails.filter(key__contains="@").values_list("pk", "key"):
                self.model.objects.filter(pk=pk).update(key=without_address(key))
            mails.filter(sent_at=None, cancelled_at=None).update(cancelled_at=now)
            number += mails.update(forgotten_at=now, claimed_until=None, **dict.fromkeys(self.model.SAID, ""))
            Subject.objects.filter(mail__in=pks).delete()
        return number


class OutgoingMail(models.Model):
    """A mail, written in the same transaction as what it announces and sent by a task.

    It waits until it is due, and then until it is sent, given up or cancelled. Whoever sends it claims it first, for
    the time of a ``LEASE``; when a worker dies with a claim, the mail is due again after that.
    """

    class Kind(models.TextChoices):
        COMMENT_URGENT = "comment-urgent", gettext_lazy("urgent comment, to the coach")
        DIGEST = "digest", gettext_lazy("what waits, to the coach")
        COMMENT_LINK = "comment-link", gettext_lazy("link to a comment, to its reader")
        COMMENT_APPROVED = "comment-approved", gettext_lazy("comment was approved, to its reader")
        ANSWER_FIRST = "answer-first", gettext_lazy("first answer, to a reader who has not confirmed")
        ANSWER = "answer", gettext_lazy("answer, to a reader")
        APPLICATION_RECEIVED = "application-received", gettext_lazy("application received, to the applicant")
        APPLICATION_NEW = "application-new", gettext_lazy("new application, to the coach")
        APPLICATION_MESSAGE = "application-message", gettext_lazy("message of the coach, to the applicant")
        APPLICATION_LINK = "application-link", gettext_lazy("link to an application, to its applicant")
        APPLICATION_CORRECTED = "application-corrected", gettext_lazy("application corrected, to the coach")
        APPLICATION_WITHDRAWN = "application-withdrawn", gettext_lazy("application withdrawn or deleted, to the coach")
        SIGN_UP = "sign-up", gettext_lazy("sign-up to confirm, to whoever gave the address")
        LINKS_DEAD = "links-dead", gettext_lazy("links that no longer answer, to the coach")
        PRIVACY_CONFIRM = "privacy-confirm", gettext_lazy("export or erasure to confirm, to whoever gave the address")
        PRIVACY_DONE = "privacy-done", gettext_lazy("export or erasure, done")

    kind = models.CharField(gettext_lazy("kind"), max_length=40, choices=Kind)
    key = models.CharField(
        gettext_lazy("key"),
        max_length=160,
        unique=True,
        help_text=gettext_lazy("What it announces and to whom: no mail is written twice."),
    )
    to = models.EmailField(gettext_lazy("to"))
    reply_to = models.EmailField(gettext_lazy("reply to"), blank=True)
    from_name = models.CharField(
        gettext_lazy("from"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Who writes, if it is a person. The address stays that of the site."),
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
    cancelled_at = models.DateTimeField(gettext_lazy("cancelled"), null=True, blank=True)
    dismissed_at = models.DateTimeField(gettext_lazy("failure dismissed"), null=True, blank=True)
    forgotten_at = models.DateTimeField(gettext_lazy("forgotten"), null=True, blank=True)

    # Whose address it is, and every word.
    SAID = ("to", "reply_to", "from_name", "unsubscribe_url", "subject", "text", "html", "last_error")

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
        return _("forgotten") if self.forgotten_at else f"{self.subject} → {self.to}"

    @property
    def message_id(self) -> str:
        """The same at every attempt: a mail that arrives twice is recognised as one (RFC 5322, 3.6.4)."""
        return f"<{self.pk}.{self.created_at:%Y%m%d%H%M%S%f}@{urlsplit(settings.SITE_URL).hostname}>"

    @property
    def state(self) -> str:
        if self.sent_at:
            return _("sent")
        if self.cancelled_at:
            return _("cancelled")
        if self.given_up_at:
            return _("failed")
        return _("trying again") if self.attempts else _("waiting")

    def claim(self) -> bool:
        """Take the mail for this worker, as it is by now. ``False`` if it is not due, or another has it."""
        until = timezone.now() + LEASE
        rows = OutgoingMail.objects.due().order_by().filter(pk=self.pk)
        if not rows.update(claimed_until=until, attempts=F("attempts") + 1):
            return False
        self.refresh_from_db()
        return self.forgotten_at is None

    def mark_sent(self) -> None:
        OutgoingMail.objects.filter(pk=self.pk).update(
            sent_at=timezone.now(), given_up_at=None, cancelled_at=None, claimed_until=None, last_error=""
        )

    def cancel(self) -> bool:
        """Leave it unsent for good. ``False`` if it was sent, or is being sent in this moment.

        Should that last attempt fail, it is still the last.
        """
        now = timezone.now()
        OutgoingMail.objects.filter(pk=self.pk, sent_at=None, cancelled_at=None).update(cancelled_at=now)
        return OutgoingMail.objects.unclaimed().filter(pk=self.pk, cancelled_at__isnull=False).exists()

    def put_off(self, error: str) -> None:
        """Wait for the next attempt; after the last of the ``PAUSES``, give up."""
        if self.attempts > len(PAUSES):
            return self.give_up(error)
        return self._let_go(error, due_at=timezone.now() + PAUSES[self.attempts - 1])

    def give_up(self, error: str) -> None:
        self._let_go(error, given_up_at=timezone.now())

    def try_again(self) -> None:
        """Begin anew, now, as if nothing had been tried. A mail that was sent stays sent, a cancelled one cancelled."""
        OutgoingMail.objects.filter(pk=self.pk, sent_at=None, cancelled_at=None).update(
            due_at=timezone.now(), attempts=0, given_up_at=None, dismissed_at=None
        )

    def _let_go(self, error: str, **changes: datetime) -> None:
        # Only what this worker still holds: after its lease, the mail may be sent or in other hands.
        OutgoingMail.objects.filter(pk=self.pk, claimed_until=self.claimed_until).update(
            claimed_until=None, last_error=error[:500], **changes
        )


class Subject(models.Model):
    """A row of the site of which a mail speaks. A digest has many; one that is forgotten, none."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="subjects")
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", db_index=False)
    row = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "row", "mail"], name="outbox_subject_by_row")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.row}"

    @classmethod
    def of(cls, mail: OutgoingMail, row: models.Model) -> "Subject":
        """Not saved yet."""
        return cls(mail=mail, kind=ContentType.objects.get_for_model(row), row=row.pk)
