from coaching.models.answer import Answer
from coaching.models.application import Application, ApplicationQuerySet
from coaching.models.funnel import FunnelPage
from coaching.models.link_request import LinkRequest
from coaching.models.mail_template import MailTemplate
from coaching.models.message import Message
from coaching.models.note import Note
from coaching.models.question import Question
from coaching.models.stage_change import DECISIONS, StageChange

__all__ = [
    "DECISIONS",
    "Answer",
    "Application",
    "ApplicationQuerySet",
    "FunnelPage",
    "LinkRequest",
    "MailTemplate",
    "Message",
    "Note",
    "Question",
    "StageChange",
]
