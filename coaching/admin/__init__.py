"""The admin of applications, questions, mail templates and the funnel."""

from coaching.admin.applications import ApplicationAdmin
from coaching.admin.funnel import FunnelAdmin
from coaching.admin.mail_templates import MailTemplateAdmin
from coaching.admin.questions import QuestionAdmin

__all__ = ["ApplicationAdmin", "FunnelAdmin", "MailTemplateAdmin", "QuestionAdmin"]
