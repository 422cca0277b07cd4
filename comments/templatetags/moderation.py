from collections.abc import Iterable

from django import template
from django.db.models import QuerySet

from comments import moderation, pinning, replying
from comments.models import Comment, SavedReply

register = template.Library()


@register.filter
def verbs(comment: Comment) -> list[moderation.Verb]:
    return moderation.offered(comment)


@register.filter
def can_be_answered(comment: Comment) -> bool:
    return moderation.can_be_answered(comment)


@register.filter
def can_be_pinned(comment: Comment) -> bool:
    return pinning.can_be_pinned(comment)


@register.simple_tag
def saved_replies() -> QuerySet[SavedReply]:
    """To be named once on a page: however many answer boxes it has, they are read once."""
    return SavedReply.objects.all()


@register.filter
def offered_for(replies: Iterable[SavedReply], comment: Comment) -> list[replying.Suggestion]:
    return replying.suggestions(comment, replies)


@register.filter
def is_out_of_sight(comment: Comment) -> bool:
    return comment.state in moderation.OUT_OF_SIGHT
