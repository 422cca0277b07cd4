"""What has to survive the way of a site to WordPress and back, as rows with a key that does not depend on their ids."""

import hashlib
from collections import Counter
from typing import Any

from django.db.models import Q

from blog.models import Address, Category, Page, Post
from comments.models import Comment
from core import blocks
from core.block_texts import plain_html
from core.html import html_to_text
from media.models import Document, Picture
from podcast.models import Episode

Rows = dict[str, dict[str, Any]]

# WordPress's export has no comments that are spam, and an import leaves out what was in WordPress's bin.
LEFT_OUT = Q(state=Comment.State.SPAM) | Q(post__binned_at__isnull=False)

# WordPress puts an article without a topic into this one.
FIRST_TOPIC = "uncategorized"


def rows() -> dict[str, Rows]:
    """Return the rows of each kind by their keys."""
    posts = Post.objects.filter(binned_at=None).select_related("address", "author").order_by("pk")
    pages = Page.objects.filter(binned_at=None).select_related("address").order_by("pk")
    comments = _comments()
    return {
        "articles": {post.slug: _article(post) for post in posts},
        "pages": {page.slug: _entry(page) for page in pages},
        "former addresses": {
            former.slug: {"to": former.moved_to.slug} for former in Address.objects.exclude(moved_to=None)
        },
        "topics": {topic.path: {"name": topic.name} for topic in Category.objects.all()},
        "comments": comments,
        "pictures": {_digest(one.original or one.file): _words(one) for one in Picture.objects.all()},
        "PDF files": {_digest(one.file): {"size": one.size} for one in Document.objects.all()},
        "episodes": {one.guid: _episode(one) for one in Episode.objects.filter(post__binned_at=None)},
    }


def sent_pictures() -> Rows:
    """Return the pictures by the files that are public. Those arrive at WordPress."""
    return {_digest(one.file): _words(one) for one in Picture.objects.all()}


def left_out() -> dict[str, int]:
    """Return numbers of rows that can't come back."""
    return {
        "comments": Comment.objects.filter(LEFT_OUT).count(),
        "articles": Post.objects.exclude(binned_at=None).count(),
        "pages": Page.objects.exclude(binned_at=None).count(),
    }


def _entry(entry: Any) -> dict[str, Any]:
    words = html_to_text(plain_html(entry.segments, blocks.load(entry.segments))).split()
    return {
        "title": entry.title,
        "state": entry.state,
        # WordPress dates a draft anew, and keeps no fractions of a second.
        "date": f"{entry.published_at:%Y-%m-%d %H:%M:%S}" if entry.state != "draft" else "",
        "words": len(words),
        "search title": entry.search_title,
        "search description": entry.search_description,
    }


def _article(post: Post) -> dict[str, Any]:
    return {
        **_entry(post),
        "teaser": post.teaser,
        "author": post.author.email,
        "open": post.are_comments_open,
        "topics": sorted(one.path for one in post.categories.all() if one.slug != FIRST_TOPIC),
        "tags": sorted(post.tags.slugs()),
        "cover": post.cover is not None,
    }


def _comments() -> Rows:
    keys: dict[int, str] = {}
    times: Counter[str] = Counter()
    found: Rows = {}
    comments = Comment.objects.exclude(LEFT_OUT).select_related("post__address", "author").order_by("created_at", "pk")
    for comment in comments:
        key = f"{comment.post.slug} {comment.created_at:%Y-%m-%d %H:%M:%S} {comment.email} {comment.author_id is None}"
        times[key] += 1
        keys[comment.pk] = f"{key} {times[key]}"
    for comment in comments:
        found[keys[comment.pk]] = {
            "text": comment.text.strip(),
            "name": comment.full_name,
            "website": comment.website,
            "state": comment.state,
            "kind": comment.kind,
            "staff": comment.author.email if comment.author else "",
            "parent": keys.get(comment.parent_id or 0, ""),
        }
    return found


def _episode(episode: Episode) -> dict[str, Any]:
    names = ("size", "duration", "number", "season", "kind", "is_explicit")
    return {"article": episode.post.slug, **{name: getattr(episode, name) for name in names}}


def _words(picture: Picture) -> dict[str, Any]:
    return {"description": picture.alternative_text}


def _digest(file: Any) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
