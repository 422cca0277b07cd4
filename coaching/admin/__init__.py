"""Where the coach works with those who apply."""

from coaching.admin.applications import ApplicationAdmin
from coaching.admin.links import OutsideLinkAdmin
from coaching.admin.questions import QuestionAdmin
from coaching.admin.templates import MailTemplateAdmin

__all__ = ["ApplicationAdmin", "MailTemplateAdmin", "OutsideLinkAdmin", "QuestionAdmin"]
