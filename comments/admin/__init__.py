"""The coach's side of comments, in the admin."""

from comments.admin.desk import CommentAdmin
from comments.admin.rules import ScreeningRulesAdmin

__all__ = ["CommentAdmin", "ScreeningRulesAdmin"]
