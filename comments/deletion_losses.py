"""Say how many comments are lost when an article is deleted for good."""

from django.db.models import Count, Q
from django.utils.translation import ngettext

from blog.models import Page, Post
from comments.models import Comment
from comments.unanswered import needs_answer


def losses_below(entry: Post | Page) -> list[str]:
    if isinstance(entry, Page):
        return []
    comments = Comment.objects.filter(post=entry)
    seen = Q(state__in=(Comment.State.HELD, Comment.State.APPROVED))
    guests = Q(author=None, kind=Comment.Kind.COMMENT)
    counts = comments.aggregate(
        readers=Count("pk", filter=guests & seen),
        answers=Count("pk", filter=Q(author__isnull=False) & seen),
        rest=Count("pk", filter=~(seen & (guests | Q(author__isnull=False)))),
    )
    counts["waiting"] = needs_answer(comments).count()
    sentences = {
        "readers": ngettext(
            "%(number)d reader’s comment will be deleted with it.",
            "%(number)d readers’ comments will be deleted with it.",
            counts["readers"],
        ),
        "waiting": ngettext(
            "%(number)d of them is still unanswered.",
            "%(number)d of them are still unanswered.",
            counts["waiting"],
        ),
        "answers": ngettext(
            "%(number)d answer of yours will be deleted with it.",
            "%(number)d answers of yours will be deleted with it.",
            counts["answers"],
        ),
        "rest": ngettext(
            "So will %(number)d more: spam, the bin, pingbacks.",
            "So will %(number)d more: spam, the bin, pingbacks.",
            counts["rest"],
        ),
    }
    return [sentence % {"number": counts[key]} for key, sentence in sentences.items() if counts[key]]
