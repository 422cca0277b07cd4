"""Everything that the site holds of persons. A model that is not here must be in ``nobodys``: a test sees to it."""

from typing import Any

from privacy.holdings import coaching, comments, machinery, mail, own
from privacy.holdings.base import Holding

_ROWS: list[Holding[Any]] = [
    # In the order of erasing: what is found by its comment or application before that.
    mail.Mails(),
    machinery.Tasks(),
    comments.Decisions(),
    comments.AkismetQuestions(),
    comments.PrivateAnswers(),
    comments.Mutes(),
    comments.Correspondents(),
    comments.Comments(),
    coaching.Answers(),
    coaching.Notes(),
    coaching.StageChanges(),
    coaching.Messages(),
    coaching.LinkRequests(),
    coaching.Applications(),
    coaching.SignUps(),
    own.Requests(),
]

HOLDINGS: list[Holding[Any]] = [machinery.LogEntries(_ROWS), *_ROWS]

__all__ = ["HOLDINGS", "Holding"]
