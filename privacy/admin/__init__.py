"""The admin of privacy requests, retention and mentions of erased persons."""

from privacy.admin.closed_applications import ClosedApplicationAdmin
from privacy.admin.mentions import MentionAdmin
from privacy.admin.requests import PrivacyRequestAdmin
from privacy.admin.retention import RetentionReportAdmin, RetentionSettingsAdmin

__all__ = [
    "ClosedApplicationAdmin",
    "MentionAdmin",
    "PrivacyRequestAdmin",
    "RetentionReportAdmin",
    "RetentionSettingsAdmin",
]
