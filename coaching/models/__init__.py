from coaching.models.answer import Answer
from coaching.models.application import Application, ApplicationQuerySet, MovedError
from coaching.models.change import DECISIONS, StageChange
from coaching.models.click import Click
from coaching.models.link_request import LinkRequest
from coaching.models.message import Message
from coaching.models.note import Note
from coaching.models.numbers import Numbers
from coaching.models.offer import Offer, OfferQuerySet
from coaching.models.question import Question
from coaching.models.sign_up import SignUp
from coaching.models.template import MailTemplate

__all__ = [
    "DECISIONS",
    "Answer",
    "Application",
    "ApplicationQuerySet",
    "Click",
    "LinkRequest",
    "MailTemplate",
    "Message",
    "MovedError",
    "Note",
    "Numbers",
    "Offer",
    "OfferQuerySet",
    "Question",
    "SignUp",
    "StageChange",
]
