"""What search engines are told about an article with its comments, see ``blog.structured_data``."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from blog.models import Post, SiteTexts
from blog.structured_data import Node, blog_posting, person
from comments.models import Comment
from comments.pages import Thread
from core.html import html_to_text
from core.web.site_urls import absolute_url

# Their words are in the page twice.
MAX_COMMENTS = 20


def commented_posting(post: Post, site: SiteTexts, count: int, threads: Iterable[Thread]) -> Node:
    """Return the article as a BlogPosting with the number of its comments, and the first of those on the page."""
    node: dict[str, Any] = {**blog_posting(post, site), "commentCount": count}
    places = (place for thread in threads for place in (thread.root, *thread.answers))
    comments = (_comment(place.comment) for place in places if place.comment.is_shown)
    if shown := list(islice(comments, MAX_COMMENTS)):
        node["comment"] = shown
    return node


def _comment(comment: Comment) -> Node:
    """https://schema.org/Comment"""
    return {
        "@type": "Comment",
        "text": html_to_text(comment.html),
        "datePublished": comment.created_at.isoformat(),
        "author": person(comment.author) if comment.author else {"@type": "Person", "name": comment.shown_name},
        "url": absolute_url(comment.get_absolute_url()),
    }
