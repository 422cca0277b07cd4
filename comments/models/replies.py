from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import placeholders

PLACEHOLDERS = ("first_name", "article", "apply_link")
SELLING_PLACEHOLDERS = ("apply_link",)


def validate_placeholders(text: str) -> None:
    placeholders.refuse_unknown(text, PLACEHOLDERS)


class SavedReplyQuerySet(models.QuerySet["SavedReply"]):
    def write_defaults(self) -> None:
        """What a new site starts with."""
        self.bulk_create(SavedReply(position=position, **fields) for position, fields in enumerate(_defaults(), 1))


class SavedReply(models.Model):
    """Words that the coach says often. She begins an answer with them, and changes them there as she likes.

    ``{first_name}`` of the reader, ``{article}`` and ``{apply_link}`` stand for what they are called after.
    """

    class Offered(models.TextChoices):
        """Below which comments; red flags are those of ``Comment.signals``."""

        ALWAYS = "always", gettext_lazy("always")
        UNLESS_RED_FLAG = "unless-red-flag", gettext_lazy("not where there is a red flag: it sells something")
        RED_FLAG = "red-flag", gettext_lazy("only where there is a red flag, first of all")

    title = models.CharField(gettext_lazy("title"), max_length=80, help_text=gettext_lazy("Only you see it."))
    text = models.TextField(
        gettext_lazy("text"),
        max_length=5000,
        validators=[validate_placeholders],
        help_text=gettext_lazy(
            "{first_name} stands for the reader’s first name, {article} for the title of the article, {apply_link} for "
            "the address of the page to apply."
        ),
    )
    offered = models.CharField(
        gettext_lazy("offered"),
        max_length=20,
        choices=Offered,
        default=Offered.ALWAYS,
        help_text=gettext_lazy("A text with {apply_link} is never offered where there is a red flag."),
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    objects = SavedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("saved reply")
        verbose_name_plural = gettext_lazy("saved replies")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_selling(self) -> bool:
        sells = any(f"{{{name}}}" in self.text for name in SELLING_PLACEHOLDERS)
        return sells or self.offered == self.Offered.UNLESS_RED_FLAG

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with ``values`` in the place of their names in braces; what is no placeholder stays."""
        return placeholders.fill(self.text, values)


def _defaults() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Please see a clinician"),
            "text": _(
                "Hi {first_name}, thank you for telling me. What you describe should be looked at by a doctor or a "
                "physiotherapist before you train on, so please make an appointment and don’t wait for me. Once they "
                "have said what is safe for you, I am glad to help you begin."
            ),
            "offered": SavedReply.Offered.RED_FLAG,
        },
        {
            "title": _("Tell me more"),
            "text": _(
                "Hi {first_name}, thank you for reading “{article}” so closely. How long has it been like this, and "
                "what have you tried so far? With that I can give you an answer that fits you."
            ),
        },
        {
            "title": _("Invite to apply"),
            "text": _(
                "Hi {first_name}, yes, I coach people one to one. Tell me here what you are after, and I will write "
                "to you myself: {apply_link}"
            ),
            "offered": SavedReply.Offered.UNLESS_RED_FLAG,
        },
    ]
