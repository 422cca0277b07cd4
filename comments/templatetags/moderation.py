from collections.abc import Iterable

from django import template
from django.db.models import QuerySet

from blog.models import Post
from comments.models import Comment, SavedReply
from comments.moderation import actions as moderation
from comments.moderation import pinned_answers
from comments.moderation import saved_replies as comments_saved_replies
from comments.post_numbers import PostNumbers, numbers_of

register = template.Library()


@register.filter
def verbs(comment: Comment) -> list[moderation.Verb]:
    return moderation.available_verbs(comment)


@register.filter
def can_be_answered(comment: Comment) -> bool:
    return moderation.can_be_answered(comment)


@register.filter
def can_be_pinned(comment: Comment) -> bool:
    return pinned_answers.can_be_pinned(comment)


@register.simple_tag
def saved_replies() -> QuerySet[SavedReply]:
    """Return all saved replies. Call it once on a page and pass the result on, so that they are loaded once."""
    return SavedReply.objects.all()


@register.filter
def offered_for(replies: Iterable[SavedReply], comment: Comment) -> list[comments_saved_replies.Suggestion]:
    return comments_saved_replies.suggestions(comment, replies)


@register.filter
def is_hidden(comment: Comment) -> bool:
    return comment.state in moderation.HIDDEN_STATES


register.simple_tag(numbers_of, name="comment_numbers")


@register.filter
def of_post(numbers: dict[int, PostNumbers], post: Post) -> PostNumbers:
    return numbers.get(post.pk, PostNumbers())
