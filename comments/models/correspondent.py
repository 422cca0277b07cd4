from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.models.comment import Comment
from outbox.models import OutgoingMail


class CorrespondentQuerySet(models.QuerySet["Correspondent"]):
    def with_failing_since(self) -> Self:
        """With ``failing_since``: when a mail to the address was given up that nobody has dismissed; else ``None``."""
        failed = OutgoingMail.objects.failed().filter(letter__correspondent=OuterRef("pk"))
        return self.annotate(failing_since=Subquery(failed.order_by("given_up_at").values("given_up_at")[:1]))

    def meet(self, email: str) -> "Correspondent | None":
        """Whoever comments with this address, new or known. ``None`` for staff: they hear of comments otherwise."""
        if User.objects.filter(email=email.lower(), is_staff=True).exists():
            return None
        return self.get_or_create(email=email.lower())[0]

    def part_with(self, email: str) -> None:
        """It was a slip: forget the address, unless somebody wrote with it, was written to, or answered that."""
        if not Comment.objects.filter(email=email).exists():
            self.filter(email=email.lower(), first_written_to_at=None, confirmed_at=None, stopped_at=None).delete()


class Correspondent(models.Model):
    """An e-mail address that a reader gave with a comment, and what its owner wants to be told.

    Anybody can type anybody's address. So one mail is written to it unasked, ``first_mail``: it says that there is an
    answer, and asks. More goes only to those who ``confirmed``, nothing at all to those who ``stopped``, and those who
    ``disowned`` it say that they never wrote here. An import makes no correspondents.
    """

    email = models.EmailField(_("e-mail"), max_length=100, unique=True)
    met_at = models.DateTimeField(_("first comment here"), default=timezone.now)
    first_mail = models.OneToOneField(
        OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    first_written_to_at = models.DateTimeField(_("first mail"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("wants answers by mail since"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("wants no mail since"), null=True, blank=True)
    disowned_at = models.DateTimeField(_("says it was somebody else"), null=True, blank=True)

    failing_since: datetime | None  # Of rows ``with_failing_since`` alone.

    objects = CorrespondentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader's address")
        verbose_name_plural = _("readers' addresses")
        ordering = ["-met_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="correspondent_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(disowned_at=None) | Q(stopped_at__isnull=False), name="correspondent_disowned_is_stopped"
            ),
            models.CheckConstraint(
                condition=Q(first_mail=None) | Q(first_written_to_at__isnull=False),
                name="correspondent_first_mail_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def confirm(self) -> bool:
        """Ask for answers by mail. ``False``, and nothing changes, if mail was stopped or asked for before."""
        return self._change(Q(stopped_at=None, confirmed_at=None), confirmed_at=timezone.now())

    def withdraw(self) -> None:
        """Take the confirmation back: nothing more is written."""
        self._change(Q(), confirmed_at=None)

    def stop(self) -> None:
        self._change(Q(stopped_at=None), stopped_at=timezone.now())

    def disown(self) -> None:
        """Stop, and say that somebody else used the address."""
        self.stop()
        self._change(Q(disowned_at=None), disowned_at=timezone.now())

    def resume(self) -> None:
        """Undo ``stop`` and ``disown``: whether the address was confirmed is as it was before."""
        self._change(Q(), stopped_at=None, disowned_at=None)

    def begin_with(self, mail: OutgoingMail) -> bool:
        """Claim the one mail that goes out unasked for ``mail``: ``True`` once, and again for the same mail."""
        mine = Q(first_written_to_at=None) | Q(first_mail=mail)
        return self._change(mine, first_mail=mail, first_written_to_at=timezone.now())

    def mute(self, thread: Comment) -> None:
        self.mutes.get_or_create(thread=thread)

    def unmute(self, thread: Comment) -> None:
        self.mutes.filter(thread=thread).delete()

    def has_muted(self, thread: Comment) -> bool:
        return self.mutes.filter(thread=thread).exists()

    def _change(self, allowed: Q, **changes: datetime | OutgoingMail | None) -> bool:
        is_done = bool(Correspondent.objects.filter(allowed, pk=self.pk).update(**changes))
        self.refresh_from_db()
        return is_done


class Mute(models.Model):
    """A reader wants no mail about one thread, named by the comment that it begins with."""

    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="mutes")
    thread = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["correspondent", "thread"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.correspondent}: {self.thread}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def standing(self) -> Self:
        """Sent, or still on their way."""
        return self.filter(mail__cancelled_at=None)


class Letter(models.Model):
    """A mail to a reader and the comment that it is about: the coach's answer, or the reader's own, approved."""

    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="letters")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="letters")
    mail = models.OneToOneField(OutgoingMail, on_delete=models.CASCADE, related_name="letter")

    objects = LetterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.mail}"
