from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy

from core import placeholders

PLACEHOLDERS = ("first_name", "article", "apply_link")
SALES_PLACEHOLDERS = ("apply_link",)


def validate_placeholders(text: str) -> None:
    placeholders.refuse_unknown(text, PLACEHOLDERS)


class SavedReply(models.Model):
    """A text that the coach often begins an answer with.

    ``{first_name}`` stands for the reader's first name, ``{article}`` for the article's title and ``{apply_link}`` for
    the URL of the application form.
    """

    class Offered(models.TextChoices):
        """For which comments it is offered. Red flags are those in ``Comment.triage``."""

        ALWAYS = "always", gettext_lazy("always")
        UNLESS_RED_FLAG = "unless-red-flag", gettext_lazy("unless there is a red flag: it sells something")
        RED_FLAG = "red-flag", gettext_lazy("only if there is a red flag, in first place")

    title = models.CharField(gettext_lazy("title"), max_length=80, help_text=gettext_lazy("Only you see it."))
    text = models.TextField(
        gettext_lazy("text"),
        max_length=5000,
        validators=[validate_placeholders],
        help_text=gettext_lazy(
            "{first_name} stands for the reader’s first name, {article} for the title of the article, {apply_link} for "
            "the address of the application form."
        ),
    )
    offered = models.CharField(
        gettext_lazy("offered"),
        max_length=20,
        choices=Offered,
        default=Offered.ALWAYS,
        help_text=gettext_lazy("A text with {apply_link} is never offered if there is a red flag."),
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    class Meta:
        verbose_name = gettext_lazy("saved reply")
        verbose_name_plural = gettext_lazy("saved replies")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_selling(self) -> bool:
        sells = any(f"{{{name}}}" in self.text for name in SALES_PLACEHOLDERS)
        return sells or self.offered == self.Offered.UNLESS_RED_FLAG

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with the placeholders replaced by ``values``. Other braces stay."""
        return placeholders.fill(self.text, values)
