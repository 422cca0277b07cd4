from django import template

from comments import moderation, pinning
from comments.models import Comment

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


@register.filter
def is_out_of_sight(comment: Comment) -> bool:
    return comment.state in moderation.OUT_OF_SIGHT
