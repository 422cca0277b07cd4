from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models.application import Application
from core import placeholders

PLACEHOLDERS = ("name", "first_name", "coach", "site", "status_url")


def validate_mail_placeholders(text: str) -> None:
    placeholders.refuse_unknown(text, PLACEHOLDERS)


class MailTemplateQuerySet(models.QuerySet["MailTemplate"]):
    def write_defaults(self) -> None:
        """What a new site starts with."""
        self.bulk_create(MailTemplate(position=position, **fields) for position, fields in enumerate(_defaults(), 1))


class MailTemplate(models.Model):
    """A mail to an applicant as it begins. The coach sees it filled in, and changes it there as she likes.

    ``{name}`` and ``{first_name}`` of the applicant, ``{coach}``, ``{site}`` and ``{status_url}``, the applicant's own
    page, stand for what they are called after.
    """

    name = models.CharField(gettext_lazy("name"), max_length=80, help_text=gettext_lazy("Only you see it."))
    stage = models.CharField(
        gettext_lazy("moves to"),
        max_length=20,
        choices=Application.Stage,
        blank=True,
        help_text=gettext_lazy("The stage that such a mail tells of. You can choose another when you write it."),
    )
    subject = models.CharField(gettext_lazy("subject"), max_length=150, validators=[validate_mail_placeholders])
    text = models.TextField(
        gettext_lazy("text"),
        max_length=5000,
        validators=[validate_mail_placeholders],
        help_text=gettext_lazy(
            "{name} and {first_name} stand for the applicant’s name, {coach} for yours, {site} for the name of the "
            "site, {status_url} for the address of the applicant’s own page."
        ),
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    objects = MailTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("mail template")
        verbose_name_plural = gettext_lazy("mail templates")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text with ``values`` in the place of their names in braces; what is no placeholder stays."""
        subject, text = (placeholders.fill(words, values) for words in (self.subject, self.text))
        return " ".join(subject.split()), text


def _defaults() -> list[dict[str, Any]]:
    return [
        {
            "name": _("Let us talk"),
            "stage": Application.Stage.IN_CONVERSATION,
            "subject": _("Your application: let us talk"),
            "text": _(
                "Hi {first_name},\n\nthank you for your application. I have read it, and I would like to hear more "
                "from you. When do you have time?\n\nWhat you sent, and where it stands:\n{status_url}\n\n{coach}"
            ),
        },
        {
            "name": _("Yes"),
            "stage": Application.Stage.ACCEPTED,
            "subject": _("Yes: let us begin"),
            "text": _(
                "Hi {first_name},\n\nI would be glad to coach you. If you still want to, answer this mail, and we find "
                "the day on which we begin.\n\nWhat you sent, and where it stands:\n{status_url}\n\n{coach}"
            ),
        },
        {
            "name": _("No, for now"),
            "stage": Application.Stage.DECLINED,
            "subject": _("Your application"),
            "text": _(
                "Hi {first_name},\n\nthank you for the trust. I can’t take you on at the moment, and I don’t want to "
                "keep you waiting for an answer. You are welcome to apply again later.\n\nOn your page you can read, "
                "download or delete what you sent:\n{status_url}\n\n{coach}"
            ),
        },
        {
            "name": _("Please ask your doctor first"),
            "subject": _("Before we begin"),
            "text": _(
                "Hi {first_name},\n\nbefore we plan anything, please have a doctor or a physiotherapist tell you what "
                "is safe for you. When you have their word, answer this mail: a sentence is enough, I don’t need the "
                "findings.\n\n{coach}"
            ),
        },
    ]
