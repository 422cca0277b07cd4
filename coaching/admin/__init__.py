"""Where the coach works with those who apply."""

from coaching.admin.applications import ApplicationAdmin
from coaching.admin.questions import QuestionAdmin

__all__ = ["ApplicationAdmin", "QuestionAdmin"]
