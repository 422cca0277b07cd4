"""Where the coach works with those who apply, and with what she offers."""

from coaching.admin.applications import ApplicationAdmin
from coaching.admin.links import OutsideLinkAdmin
from coaching.admin.numbers import NumbersAdmin
from coaching.admin.offers import OfferAdmin
from coaching.admin.questions import QuestionAdmin
from coaching.admin.sign_ups import SignUpAdmin
from coaching.admin.templates import MailTemplateAdmin

__all__ = [
    "ApplicationAdmin",
    "MailTemplateAdmin",
    "NumbersAdmin",
    "OfferAdmin",
    "OutsideLinkAdmin",
    "QuestionAdmin",
    "SignUpAdmin",
]
