from comments.models.akismet import AkismetQuestion
from comments.models.attention import AttentionWords
from comments.models.comment import Comment
from comments.models.correspondent import Correspondent, Letter, Mute
from comments.models.decision import Decision
from comments.models.learning import SpamFilter
from comments.models.mail import MailSettings
from comments.models.queryset import CommentQuerySet
from comments.models.replies import SavedReply
from comments.models.rules import ScreeningRules

__all__ = [
    "AkismetQuestion",
    "AttentionWords",
    "Comment",
    "CommentQuerySet",
    "Correspondent",
    "Decision",
    "Letter",
    "MailSettings",
    "Mute",
    "SavedReply",
    "ScreeningRules",
    "SpamFilter",
]
