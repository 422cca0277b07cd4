"""The thread of an article, for templates of any room."""

from dataclasses import dataclass
from typing import Any

from django import template

from blog.models import Post
from comments.models import Comment
from comments.pages import page_url, threads_of, threads_on

MENTIONS_SHOWN = 100

register = template.Library()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a reader can see of an article's comments: how many, and how many of the readers' have an answer by staff.

    Pingbacks do not count. A comment is answered when an approved comment by staff replies to it directly.
    """

    count: int
    answered: int


@register.simple_tag
def comment_summary(post: Post) -> Summary:
    shown = Comment.objects.filter(post=post).approved().readers_words()
    return Summary(count=shown.count(), answered=shown.answered().count())


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context: dict[str, Any]) -> dict[str, Any]:
    """Threads, mentions and form below ``post``: the page ``comments_page`` of its threads, or the newest."""
    post: Post = context["post"]
    pages = threads_of(post)
    page = pages.page(context.get("comments_page") or pages.num_pages)
    mentions = Comment.objects.filter(post=post).approved().pings()
    return {
        "post": post,
        "count": Comment.objects.filter(post=post).approved().readers_words().count(),
        "threads": threads_on(page),
        "older_url": page_url(post, page.number - 1, pages.num_pages) if page.has_previous() else "",
        "newer_url": page_url(post, page.number + 1, pages.num_pages) if page.has_next() else "",
        "mention_count": mentions.count(),
        "mentions": mentions.order_by("-created_at", "-pk")[:MENTIONS_SHOWN],
    }


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word, for the place of a face."""
    words = [letters[0] for word in name.split() if (letters := [char for char in word if char.isalnum()])]
    return "".join(words[:1] + words[1:][-1:]).upper() or name.strip()[:1]
