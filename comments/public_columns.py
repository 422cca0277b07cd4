"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from datetime import datetime, timedelta

from django.db.models import Min

from blog.models import Post
from comments.models import (
    AkismetCheck,
    Comment,
    Decision,
    KnownAnswers,
    MailRecipient,
    MailSettings,
    Mute,
    ReaderMail,
    SavedReply,
    ScreeningRules,
    SpamFilter,
    TriageWords,
)
from comments.models.known_answers import TAKEN_AWAY
from comments.response_times import ANSWERS
from pagecache.clock import register_next_change
from pagecache.declarations import DELETE, INSERT, UPDATE, declare_private, declare_public


def declare_columns() -> None:
    declare_public(
        Comment,
        "post_id parent_id thread_id kind author_id name website html created_at state shows_first_name_only edited_at "
        "is_pinned",
        when="{row}.state = 'approved'",
        operations=(INSERT, UPDATE),
        private="email text ip_address network user_agent referrer fingerprint is_private pending_text erased_at "
        "state_before screened_at screening_attempts screening_due_at screening_claimed_until spam_score announced_at "
        "priority triage settled_at snoozed_until remind_at is_known_answered",
    )
    # A hidden comment has a place among the replies to it, and counts for how long its answer took.
    declare_public(Comment, "post_id parent_id thread_id kind author_id created_at", operations=(UPDATE, DELETE))
    _declare_answers()
    _declare_answers_taken_away()
    declare_public(
        ScreeningRules,
        "close_after_days",
        private="hold_everything max_links moderation_words disallowed_words akismet_problem",
    )
    declare_private(AkismetCheck, KnownAnswers, MailRecipient, MailSettings, Mute, ReaderMail)
    declare_private(SavedReply, SpamFilter, TriageWords)
    register_next_change(next_closing, "blog.post", "comments.screeningrules")


def _declare_answers() -> None:
    """Declare what the usual time of an answer comes from, so that it is found again after an answer alone."""
    declare_public(
        Comment, "author_id state", when="{row}.author_id IS NOT NULL", operations=(INSERT, UPDATE), token=ANSWERS
    )
    # Of the answers, and of the comments that they answer.
    declare_public(Comment, "parent_id kind author_id created_at", operations=(UPDATE, DELETE), token=ANSWERS)
    # Answers to imported comments do not count.
    declare_public(
        Decision,
        "comment_id decider",
        when="{row}.decider = 'import'",
        private="person_id verdict reason decided_at",
        token=ANSWERS,
    )


def _declare_answers_taken_away() -> None:
    """Declare after which changes a comment that was answered may no longer be, see ``comments.unanswered``."""
    declare_public(
        Comment,
        "author_id state is_private",
        when="{row}.author_id IS NOT NULL OR {row}.is_known_answered",
        operations=(UPDATE,),
        token=TAKEN_AWAY,
    )
    declare_public(Comment, "author_id", when="{row}.author_id IS NOT NULL", operations=(DELETE,), token=TAKEN_AWAY)
    declare_public(Comment, "parent_id created_at", operations=(UPDATE,), token=TAKEN_AWAY)


def next_closing(now: datetime) -> datetime | None:
    """Return when comments on an article close next because of its age."""
    days = ScreeningRules.load().close_after_days
    if not days:
        return None
    age = timedelta(days=days)
    # No further than pages are kept at all, because a date may be the last possible one.
    soon = Post.objects.filter(published_at__gt=now - age, published_at__lte=now - age + timedelta(days=2))
    oldest: datetime | None = soon.aggregate(Min("published_at"))["published_at__min"]
    return oldest + age if oldest else None
