"""What a new site starts with: questions of the form, templates of mails, and an offer that leads to the form.

Written once, by the migration ``0002_rows``, into the tables as they are at that point: leave out newer fields.
"""

from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _


def write(apps: Apps, schema_editor: object = None) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        write_questions(apps)
        template = apps.get_model("coaching", "MailTemplate")
        template.objects.bulk_create(template(position=place, **row) for place, row in enumerate(_mail_templates(), 1))
        apps.get_model("offers", "Offer").objects.create(**_offer())


def write_questions(apps: Apps) -> None:
    question = apps.get_model("coaching", "Question")
    question.objects.bulk_create(question(position=place, **row) for place, row in enumerate(_questions(), 1))


def _questions() -> list[dict[str, Any]]:
    return [
        {
            "text": _("What do you want to achieve?"),
            "help_text": _("In your own words: what would you like to be able to do?"),
        },
        {
            "text": _("What does your training look like so far?"),
            "help_text": _("What you did, how often, and what you enjoyed. “Nothing yet” is a fine answer."),
        },
        {
            "text": _("How many days a week can you train?"),
            "kind": "number",
            "minimum": 1,
            "maximum": 7,
        },
        {
            "text": _("What has stopped you before?"),
            "help_text": _("Time, place, boredom, plans that did not fit: whatever it was."),
            "is_required": False,
        },
        {"text": _("How did you find us?"), "kind": "short", "is_required": False},
    ]


def _mail_templates() -> list[dict[str, Any]]:
    return [
        {
            "name": _("Let’s talk"),
            "stage": "in-conversation",
            "subject": _("Your application: let’s talk"),
            "text": _(
                "Hi {first_name},\n\nthank you for your application. I have read it, and I would like to hear more "
                "from you. When do you have time?\n\nWhat you sent, and its status:\n{status_url}\n\n{coach}"
            ),
        },
        {
            "name": _("Yes"),
            "stage": "accepted",
            "subject": _("Yes: let’s begin"),
            "text": _(
                "Hi {first_name},\n\nI would be glad to coach you. If you still want to, reply to "
                "this mail, and we will find a day to begin.\n\nWhat you sent, and its status:\n{status_url}\n\n{coach}"
            ),
        },
        {
            "name": _("No, for now"),
            "stage": "declined",
            "subject": _("Your application"),
            "text": _(
                "Hi {first_name},\n\nthank you for your trust. I can’t take you on at the moment, and I don’t want to "
                "keep you waiting for an answer. You are welcome to apply again later.\n\nOn your page you can read, "
                "download or delete what you sent:\n{status_url}\n\n{coach}"
            ),
        },
        {
            "name": _("Please ask your doctor first"),
            "subject": _("Before we begin"),
            "text": _(
                "Hi {first_name},\n\nbefore we plan anything, please have a doctor or a physiotherapist tell you what "
                "is safe for you. When you have their permission, reply to this mail: one sentence "
                "is enough, I don’t need the findings.\n\n{coach}"
            ),
        },
    ]


def _offer() -> dict[str, Any]:
    return {
        "name": _("Apply for coaching"),
        "slug": "coaching",
        "headline": _("Ready for strength that lasts?"),
        "button": _("Apply for coaching"),
        "target": reverse("application_create"),
        "is_site_wide": True,
    }
