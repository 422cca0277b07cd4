"""All personal data on the site. A model that is not here must be in ``not_personal``; a test checks that."""

from typing import Any

from privacy.personal_data import coaching, comments, framework, mail, requests
from privacy.personal_data.base import PersonalData

_IN_ERASURE_ORDER: list[PersonalData[Any]] = [
    # In the order of erasing: rows that are found by a comment or application come before it.
    mail.Mails(),
    framework.Tasks(),
    comments.Decisions(),
    comments.AkismetChecks(),
    comments.PrivateAnswers(),
    comments.Mutes(),
    comments.MailRecipients(),
    comments.Comments(),
    coaching.Answers(),
    coaching.Notes(),
    coaching.StageChanges(),
    coaching.Messages(),
    coaching.LinkRequests(),
    coaching.Applications(),
    coaching.SignUps(),
    requests.Requests(),
]


def register(personal_data: PersonalData[Any]) -> None:
    """Add the personal data of an app that this one does not know, from its ``apps.py``."""
    _IN_ERASURE_ORDER.append(personal_data)
    PERSONAL_DATA.append(personal_data)


PERSONAL_DATA: list[PersonalData[Any]] = [framework.LogEntries(_IN_ERASURE_ORDER), *_IN_ERASURE_ORDER]

__all__ = ["PERSONAL_DATA", "PersonalData", "register"]
