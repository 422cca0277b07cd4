"""The saved replies that a new site starts with.

Written once, by the migration ``0002_rows``, into the tables as they are at that point: leave out newer fields.
"""

from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _


def write(apps: Apps, schema_editor: object = None) -> None:
    reply = apps.get_model("comments", "SavedReply")
    with translation.override(settings.LANGUAGE_CODE):
        reply.objects.bulk_create(reply(position=place, **row) for place, row in enumerate(_replies(), 1))


def _replies() -> list[dict[str, Any]]:
    return [
        {
            "title": _("Please see a clinician"),
            "text": _(
                "Hi {first_name}, thank you for telling me. What you describe should be looked at by a doctor or a "
                "physiotherapist before you train on, so please make an appointment and don’t wait for me. Once they "
                "have said what is safe for you, I am glad to help you begin."
            ),
            "offered": "red-flag",
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
            "offered": "unless-red-flag",
        },
    ]
