from comments.models.akismet_check import AkismetCheck
from comments.models.comment import Comment
from comments.models.decision import Decision, RepeatedError
from comments.models.known_answers import KnownAnswers
from comments.models.mail_recipient import MailRecipient, Mute, ReaderMail
from comments.models.mail_settings import MailSettings
from comments.models.queryset import CommentQuerySet
from comments.models.saved_reply import SavedReply
from comments.models.screening_rules import ScreeningRules
from comments.models.spam_filter import SpamFilter
from comments.models.triage_words import TriageWords

__all__ = [
    "AkismetCheck",
    "Comment",
    "CommentQuerySet",
    "Decision",
    "KnownAnswers",
    "MailRecipient",
    "MailSettings",
    "Mute",
    "ReaderMail",
    "RepeatedError",
    "SavedReply",
    "ScreeningRules",
    "SpamFilter",
    "TriageWords",
]
