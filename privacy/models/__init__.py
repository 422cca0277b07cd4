from privacy.models.mention import Mention
from privacy.models.request import PrivacyRequest
from privacy.models.retention import ClosedApplication, RetentionReport, RetentionSettings

__all__ = [
    "ClosedApplication",
    "Mention",
    "PrivacyRequest",
    "RetentionReport",
    "RetentionSettings",
]
