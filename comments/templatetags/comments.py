"""The thread of an article, for templates of any room."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest

from blog.models import Post
from comments.answering import usual_days
from comments.forms import CommentForm
from comments.models import Comment, ScreeningRules
from comments.pages import page_url, threads_of, threads_on
from core import akismet

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
    """Threads, form and mentions below ``post``: the page ``comments_page`` of its threads, or the newest."""
    post: Post = context["post"]
    pages = threads_of(post)
    page = pages.page(context.get("comments_page") or pages.num_pages)
    shown = Comment.objects.filter(post=post).approved()
    return {
        "request": context["request"],
        "post": post,
        "is_open": ScreeningRules.load().are_open_for(post),
        "count": shown.readers_words().count(),
        "usual_days": usual_days(post.author),
        "threads": threads_on(page),
        "older_url": page_url(post, page.number - 1, pages.num_pages) if page.has_previous() else "",
        "newer_url": page_url(post, page.number + 1, pages.num_pages) if page.has_next() else "",
        "mention_count": shown.pings().count(),
        "mentions": shown.pings().order_by("-created_at", "-pk")[:MENTIONS_SHOWN],
    }


@register.inclusion_tag("comments/_form.html", takes_context=True)
def comment_form(context: dict[str, Any], answering: Comment | None = None) -> dict[str, Any]:
    """The empty form: for an answer to the comment that ``?replytocom=`` names, or else to ``answering``.

    Where ``is_open`` is not true there is no form, and the template says so.
    """
    request: HttpRequest = context["request"]
    post: Post = context["post"]
    asked = _comment_to_answer(post, request.GET.get("replytocom", ""))
    reply_to = asked or (answering if answering and answering.is_shown else None)
    initial = {"parent": reply_to.pk if reply_to else None}
    return {
        "post": post,
        "form": CommentForm(post=post, initial=initial) if context["is_open"] else None,
        "reply_to": reply_to,
        "cancel_url": request.path if asked else "",
    }


def _comment_to_answer(post: Post, number: str) -> Comment | None:
    if not number.isdecimal() or len(number) > len(str(2**63)):
        return None
    shown = Comment.objects.filter(post=post).approved().readers_words()
    return shown.for_readers().filter(pk=int(number)).first()


@register.simple_tag
def is_akismet_asked() -> bool:
    return akismet.is_configured()


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word, for the place of a face."""
    words = [letters[0] for word in name.split() if (letters := [char for char in word if char.isalnum()])]
    return "".join(words[:1] + words[1:][-1:]).upper() or name.strip()[:1]
