from comments.models.comment import Comment, CommentQuerySet, Decision
from comments.models.rules import ScreeningRules

__all__ = ["Comment", "CommentQuerySet", "Decision", "ScreeningRules"]
