"""Template tags that show the comments of an article."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest

from blog.models import Post
from comments.forms import CommentForm
from comments.models import Comment, ScreeningRules
from comments.pages import page_url, paginate_threads, threads_on
from comments.response_times import usual_days
from core.outbound import akismet
from pagecache.kept import recognise_value

MAX_MENTIONS = 100

register = template.Library()


@dataclass(frozen=True, slots=True)
class Summary:
    """The number of public comments of an article, and of those by readers that staff have answered directly.

    Pingbacks are not counted.
    """

    count: int
    answered: int


@register.simple_tag
def comment_summary(post: Post) -> Summary:
    shown = Comment.objects.filter(post=post).approved().without_pings()
    return Summary(count=shown.count(), answered=shown.answered().count())


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context: dict[str, Any]) -> dict[str, Any]:
    """Show threads, form and pingbacks of ``post``: the page ``comments_page`` of its threads, or the newest."""
    post: Post = context["post"]
    pages = paginate_threads(post)
    page = pages.page(context.get("comments_page") or pages.num_pages)
    shown = Comment.objects.filter(post=post).approved()
    return {
        "request": context["request"],
        "post": post,
        "is_open": ScreeningRules.load().are_open_for(post),
        "count": shown.without_pings().count(),
        "usual_days": usual_days(post.author),
        "threads": threads_on(page),
        "older_url": page_url(post, page.number - 1, pages.num_pages) if page.has_previous() else "",
        "newer_url": page_url(post, page.number + 1, pages.num_pages) if page.has_next() else "",
        "mention_count": shown.pings().count(),
        "mentions": shown.pings().order_by("-created_at", "-pk")[:MAX_MENTIONS],
    }


@register.inclusion_tag("comments/_form.html", takes_context=True)
def comment_form(context: dict[str, Any], answering: Comment | None = None) -> dict[str, Any]:
    """Show an empty form, for a reply to the comment in ``?replytocom=`` or else to ``answering``.

    If ``is_open`` in the context is false, the template says so instead.
    """
    request: HttpRequest = context["request"]
    post: Post = context["post"]
    requested = _comment_to_answer(post, request.GET.get("replytocom", ""))
    reply_to = requested or (answering if answering and answering.is_shown else None)
    initial = {"parent": reply_to.pk if reply_to else None}
    return {
        "post": post,
        "form": CommentForm(post=post, initial=initial) if context["is_open"] else None,
        "reply_to": reply_to,
        "cancel_url": request.path if requested else "",
    }


def _comment_to_answer(post: Post, number: str) -> Comment | None:
    shown = Comment.objects.filter(post=post).approved().without_pings().for_readers()
    is_number = number.isdecimal() and len(number) <= len(str(2**63))
    found = shown.filter(pk=int(number)).first() if is_number else None
    if found:
        recognise_value(str(found.pk))
    return found


@register.simple_tag
def is_akismet_used() -> bool:
    return akismet.is_configured()


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word, to be shown in place of a picture."""
    words = [letters[0] for word in name.split() if (letters := [char for char in word if char.isalnum()])]
    return "".join(words[:1] + words[1:][-1:]).upper() or name.strip()[:1]
