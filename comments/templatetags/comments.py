"""Template tags that show the comments of an article."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from blog.menu import site_texts
from blog.models import Post
from blog.structured_data import trail_of_post
from comments.forms import CommentForm
from comments.latest_answer import latest_answer
from comments.models import Comment, CommentQuerySet
from comments.models.screening_rules import screening_rules
from comments.one_page import all_threads, fit_on_one_page
from comments.pages import page_url, paginate_threads, threads_on
from comments.response_times import usual_days
from comments.structured_data import commented_posting
from comments.summary import Summary, count_comments, summarise
from core.html import json_ld
from core.outbound import akismet
from pagecache.kept import recognise_value

MAX_MENTIONS = 100

register = template.Library()


register.simple_tag(summarise, name="comment_summary")


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context: dict[str, Any], summary: Summary) -> dict[str, Any]:
    """Show threads, form and pingbacks of ``post``: the page ``comments_page`` of its threads, or the newest."""
    post: Post = context["post"]
    if fit_on_one_page(summary):
        shown: dict[str, Any] = {"threads": all_threads(post)}
    else:
        shown = _page_of_threads(post, summary, context.get("comments_page"))
    return {
        **shown,
        "request": context["request"],
        "post": post,
        "is_open": screening_rules().are_open_for(post),
        "count": summary.count,
        "usual_days": usual_days(post.author),
        "mention_count": summary.mentions,
        "mentions": _mentions(post) if summary.mentions else [],
    }


def _page_of_threads(post: Post, summary: Summary, number: int | None) -> dict[str, Any]:
    pages = paginate_threads(post, summary.threads)
    page = pages.page(number or pages.num_pages)
    return {
        "threads": threads_on(page),
        "first": page.start_index(),
        "older_url": page_url(post, page.number - 1, pages.num_pages) if page.has_previous() else "",
        "newer_url": page_url(post, page.number + 1, pages.num_pages) if page.has_next() else "",
    }


def _mentions(post: Post) -> CommentQuerySet:
    pings = Comment.objects.filter(post=post).approved().pings().order_by("-created_at", "-pk")
    return pings.for_readers()[:MAX_MENTIONS]


@register.inclusion_tag("comments/_form.html", takes_context=True)
def comment_form(context: dict[str, Any], answering: Comment | None = None) -> dict[str, Any]:
    """Show an empty form, for a reply to the comment in ``?replytocom=`` or else to ``answering``.

    If ``is_open`` in the context is false, the template says so instead.
    """
    request: HttpRequest = context["request"]
    post: Post = context["post"]
    requested = _comment_to_answer(post, request.GET.get("replytocom", ""))
    reply_to = requested or (answering if answering and answering.is_shown else None)
    return {
        "post": post,
        "is_open": context["is_open"],
        "form": SimpleLazyObject(lambda: CommentForm(post=post, initial={"parent": reply_to and reply_to.pk})),
        "reply_to": reply_to,
        "cancel_url": request.path if requested else "",
    }


def _comment_to_answer(post: Post, number: str) -> Comment | None:
    if not number.isdecimal() or len(number) > len(str(2**63)):
        return None
    shown = Comment.objects.filter(post=post).approved().without_pings().for_readers().select_related("author")
    found = shown.filter(pk=int(number)).first()
    if found:
        recognise_value(str(found.pk))
    return found


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any]) -> SafeString:
    """Describe the article with its comments for search engines, where these are shown."""
    post, threads = context["post"], context["threads"]
    return json_ld(commented_posting(post, site_texts(), context["count"], threads), trail_of_post(post))


register.simple_tag(count_comments, name="comment_counts")
register.simple_tag(latest_answer)


@register.filter
def count_of(counts: Mapping[int, int] | str, post: Post) -> int:
    """Return the article's number of comments. It is 0 where none were counted."""
    return counts.get(post.pk, 0) if isinstance(counts, Mapping) else 0


@register.simple_tag
def is_akismet_used() -> bool:
    return akismet.is_configured()


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word, to be shown in place of a picture."""
    words = [letters[0] for word in name.split() if (letters := [char for char in word if char.isalnum()])]
    return "".join(words[:1] + words[1:][-1:]).upper() or name.strip()[:1]
