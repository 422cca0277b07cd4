"""The coach's side of comments, in the admin."""

from comments.admin.correspondents import CorrespondentAdmin
from comments.admin.desk import CommentAdmin
from comments.admin.replies import SavedReplyAdmin
from comments.admin.rules import AttentionWordsAdmin, MailSettingsAdmin, ScreeningRulesAdmin

__all__ = [
    "AttentionWordsAdmin",
    "CommentAdmin",
    "CorrespondentAdmin",
    "MailSettingsAdmin",
    "SavedReplyAdmin",
    "ScreeningRulesAdmin",
]
