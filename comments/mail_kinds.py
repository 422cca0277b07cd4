from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    COMMENT_URGENT = "comment-urgent", _("urgent comment, to the coach")
    COMMENT_LINK = "comment-link", _("link to a comment, to the reader")
    COMMENT_APPROVED = "comment-approved", _("comment was approved, to the reader")
    COMMENT_APPROVED_FIRST = "comment-approved-first", _("comment was approved, to a reader who has not confirmed")
    ANSWER_FIRST = "answer-first", _("first answer, to a reader who has not confirmed")
    ANSWER = "answer", _("answer, to a reader")
