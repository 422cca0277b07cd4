from privacy.models.mention import Mention
from privacy.models.request import PersonRequest
from privacy.models.retention import ProposedApplication, RetentionReport, RetentionSettings

__all__ = [
    "Mention",
    "PersonRequest",
    "ProposedApplication",
    "RetentionReport",
    "RetentionSettings",
]
