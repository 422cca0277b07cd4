"""The admin of comments."""

from comments.admin.comment_admin import CommentAdmin
from comments.admin.mail_recipients import MailRecipientAdmin
from comments.admin.saved_replies import SavedReplyAdmin
from comments.admin.settings import MailSettingsAdmin, ScreeningRulesAdmin, TriageWordsAdmin

__all__ = [
    "CommentAdmin",
    "MailRecipientAdmin",
    "MailSettingsAdmin",
    "SavedReplyAdmin",
    "ScreeningRulesAdmin",
    "TriageWordsAdmin",
]
