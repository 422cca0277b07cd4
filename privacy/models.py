import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models import Application
from comments.models import Comment
from core import tokens
from core.one_row import OneRow

WORD = re.compile(r"[^\W_]+")
PURPOSE = "privacy.request"


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def to_erase(self) -> "PersonRequestQuerySet":
        return self.filter(kind=PersonRequest.Kind.ERASE, confirmed_at__isnull=False, done_at=None)

    def lapsed(self, moment: datetime) -> "PersonRequestQuerySet":
        """Asked before then, and nothing is to be done about them any more; what was erased is not among them."""
        waiting = self.to_erase().values("pk")
        return self.filter(created_at__lt=moment, done_at=None).exclude(pk__in=waiting)


class PersonRequest(models.Model):
    """Somebody wishes to have, or have erased, what the site holds of an e-mail address.

    Anybody can type anybody's. So nothing is looked up, let alone shown or done, before a button was pressed behind
    the link that is mailed to the address. ``report`` says how many rows of what were erased; then the address is gone
    from here too.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("A copy of everything")
        ERASE = "erase", _("Erase everything")

    kind = models.CharField(_("wish"), max_length=10, choices=Kind, default=Kind.EXPORT)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed by its owner"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    report = models.JSONField(_("what was erased"), default=dict, blank=True)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["email", "created_at"], name="personrequest_by_email")]

    def __str__(self) -> str:
        # Not the address: the admin's log quotes this.
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_being_erased(self) -> bool:
        return self.kind == self.Kind.ERASE and self.confirmed_at is not None and self.done_at is None

    @property
    def private_url(self) -> str:
        return reverse("privacy_person", args=[tokens.sign(PURPOSE, self.pk)])


def key_of(word: str) -> str:
    """What stands for a word of a name, whatever its case."""
    return tokens.keyed_hash("privacy.mention", word.casefold())


class Mention(models.Model):
    """Somebody else's comment that seems to name a person who was erased, for the coach to look at.

    ``words`` are keyed hashes of the words of the name: it is found again where it stands, and kept nowhere else.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="+", verbose_name=_("comment"))
    words = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    class Meta:
        verbose_name = _("mention of a person who was erased")
        verbose_name_plural = _("mentions of persons who were erased")
        ordering = ["found_at", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.comment_id})"

    def places(self) -> Iterator[tuple[int, int]]:
        """Where the name stands in the text of the comment as it is by now."""
        for match in WORD.finditer(self.comment.text):
            if key_of(match[0]) in self.words:
                yield match.span()

    def take_out(self) -> None:
        """Put dots where the name stands, and be done."""
        text = self.comment.text
        for start, end in reversed(list(self.places())):
            text = f"{text[:start]}…{text[end:]}"
        if text != self.comment.text:
            self.comment.reword(text)
        self.delete()

    @classmethod
    def remember(cls, comment: Comment, words: Iterable[str]) -> None:
        """Two persons may be named in one comment."""
        mention, _is_new = cls.objects.get_or_create(comment=comment)
        mention.words = sorted({*mention.words, *map(key_of, words)})
        mention.save(update_fields=["words"])


def _days(label: Any, default: int, help_text: Any = "") -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1)], help_text=help_text
    )


class RetentionSettings(OneRow):
    """After how many days the site lets go of what, which the coach keeps in one form. There is one row."""

    address_days = _days(_("IP addresses, days"), 30, _("Of comments and applications. What was written stays."))
    spam_days = _days(
        _("spam, days"), 30, _("Only what a machine put into spam or the bin and you have not touched is deleted.")
    )
    unconfirmed_days = _days(
        _("unconfirmed, days"), 14, _("Sign-ups and requests of persons that nobody confirmed from their mail.")
    )
    mail_days = _days(_("mails, days"), 90, _("Then words and address go. That a mail was sent, and when, stays."))
    proposal_days = _days(
        _("propose closed applications after days"),
        730,
        _("Declined or withdrawn for so long. They are proposed to you, and never deleted by themselves."),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("how long things are kept")
        verbose_name_plural = _("how long things are kept")


class RetentionReport(models.Model):
    """What one night let go of: numbers by the name of a rule."""

    ran_at = models.DateTimeField(_("night"), default=timezone.now)
    numbers = models.JSONField(_("let go of"), default=dict)

    class Meta:
        verbose_name = _("report of a night")
        verbose_name_plural = _("reports of nights")
        ordering = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d}"


class ProposedApplication(Application):
    """One that was closed so long ago that the coach may want to delete it. Nothing else ever does."""

    class Meta:
        proxy = True
        verbose_name = _("application closed long ago")
        verbose_name_plural = _("applications closed long ago")
