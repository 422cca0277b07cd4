"""The states, kinds and priorities of comments. ``Comment`` has them as ``State``, ``Kind`` and ``Priority``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    """The state of a comment. Only approved comments are public."""

    HELD = "held", _("held")
    APPROVED = "approved", _("approved")
    SPAM = "spam", _("spam")
    BINNED = "binned", _("in the bin")


class CommentKind(models.TextChoices):
    COMMENT = "comment", _("comment")
    PINGBACK = "pingback", _("pingback")
    TRACKBACK = "trackback", _("trackback")


class CommentPriority(models.IntegerChoices):
    """The order in the inbox: red flags and wishes to buy, then questions, then the rest."""

    URGENT = 0, _("urgent")
    QUESTION = 1, _("question")
    REST = 2, _("comment")
