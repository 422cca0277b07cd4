from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy

from coaching.models.application import Application
from core import placeholders

PLACEHOLDERS = ("name", "first_name", "coach", "site", "status_url")


def validate_mail_placeholders(text: str) -> None:
    placeholders.refuse_unknown(text, PLACEHOLDERS)


class MailTemplate(models.Model):
    """The text that a mail to an applicant begins with. The coach can change it before sending.

    Placeholders are ``{name}`` and ``{first_name}`` of the applicant, ``{coach}``, ``{site}``, and ``{status_url}`` of
    the applicant's private page.
    """

    name = models.CharField(gettext_lazy("name"), max_length=80, help_text=gettext_lazy("Only you see it."))
    stage = models.CharField(
        gettext_lazy("moves to"),
        max_length=20,
        choices=Application.Stage,
        blank=True,
        help_text=gettext_lazy("The stage that the mail announces. You can choose another one when you write it."),
    )
    subject = models.CharField(gettext_lazy("subject"), max_length=150, validators=[validate_mail_placeholders])
    text = models.TextField(
        gettext_lazy("text"),
        max_length=5000,
        validators=[validate_mail_placeholders],
        help_text=gettext_lazy(
            "{name} and {first_name} stand for the applicant’s name, {coach} for yours, {site} for the name of the "
            "site, {status_url} for the address of the applicant’s private page."
        ),
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    class Meta:
        verbose_name = gettext_lazy("mail template")
        verbose_name_plural = gettext_lazy("mail templates")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and text with the placeholders replaced by ``values``. Other braces stay."""
        subject, text = (placeholders.fill(words, values) for words in (self.subject, self.text))
        return " ".join(subject.split()), text
