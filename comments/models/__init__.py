from comments.models.attention import AttentionWords
from comments.models.comment import Comment, Decision
from comments.models.queryset import CommentQuerySet
from comments.models.rules import ScreeningRules

__all__ = ["AttentionWords", "Comment", "CommentQuerySet", "Decision", "ScreeningRules"]
