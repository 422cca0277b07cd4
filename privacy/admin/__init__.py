"""Privacy in the admin: who asked for what, what goes tonight, and what the coach is asked to look at."""

from privacy.admin.mentions import MentionAdmin
from privacy.admin.proposals import ProposedApplicationAdmin
from privacy.admin.requests import PersonRequestAdmin
from privacy.admin.retention import RetentionReportAdmin, RetentionSettingsAdmin

__all__ = [
    "MentionAdmin",
    "PersonRequestAdmin",
    "ProposedApplicationAdmin",
    "RetentionReportAdmin",
    "RetentionSettingsAdmin",
]
