"""The coach's side of comments, in the admin."""

from comments.admin.desk import CommentAdmin

__all__ = ["CommentAdmin"]
