"""The feeds of articles: of the site, a category, a tag and an author, as RSS 2.0 and as Atom."""

import mimetypes
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from blog.blocks.library_pictures import captioned, image_html
from blog.menu import site_texts
from blog.models import Post
from blog.models.post import PostQuerySet
from core import blocks
from core.block_texts import plain_html
from core.web.feeds import FeedPicture, ListFeed
from core.web.site_urls import absolute_url
from media.models import Picture

POSTS_PER_FEED = 20

FindEnclosures = Callable[[Iterable[int]], Mapping[int, Enclosure]]

_enclosures: list[FindEnclosures] = []


def register_enclosures(find: FindEnclosures) -> None:
    """Register a function that returns the files that articles come with, by primary key of the article."""
    _enclosures.append(find)


class PostList(NamedTuple):
    """A list of articles that has a feed. ``url`` is its path."""

    posts: PostQuerySet
    title: str
    description: str
    url: str


class Item(NamedTuple):
    """An article as HTML, or its teaser alone; and the file that it comes with."""

    post: Post
    content: SafeString | str
    enclosure: Enclosure | None


class PostFeed(ListFeed[Item, PostList]):
    """The newest articles of a list: whole, or with their teasers alone if the owner chose so."""

    def title(self, shown: PostList) -> str:
        return shown.title

    def description(self, shown: PostList) -> str:
        return shown.description or shown.title

    def list_url(self, shown: PostList) -> str:
        return shown.url

    def link(self, shown: PostList) -> str:
        return absolute_url(shown.url)

    def items(self, shown: PostList) -> list[Item]:
        posts = list(shown.posts.newest_first().select_related("address", "author", "cover")[:POSTS_PER_FEED])
        prefetch_related_objects(posts, "categories", "tags")
        contents = _whole_texts(posts) if site_texts().feeds_have_whole_texts else {}
        pks = [post.pk for post in posts]
        enclosures = {pk: one for find in _enclosures for pk, one in find(pks).items()}
        return [Item(post, contents.get(post.pk, ""), enclosures.get(post.pk)) for post in posts]

    def item_title(self, item: Item) -> str:
        return str(item.post)

    def item_description(self, item: Item) -> str:
        """Return HTML, as which it is read in both formats."""
        return escape(item.post.summary)

    def item_extra_kwargs(self, item: Item) -> dict[str, Any]:
        cover = item.post.cover
        return {"content": item.content, "picture": _feed_picture(cover) if cover else None}

    def item_link(self, item: Item) -> str:
        return absolute_url(item.post.get_absolute_url())

    def item_guid(self, item: Item) -> str:
        return item.post.feed_id

    def item_comments(self, item: Item) -> str:
        return f"{self.item_link(item)}#comments"

    def item_enclosures(self, item: Item) -> list[Enclosure]:
        return [item.enclosure] if item.enclosure else []

    def item_author_name(self, item: Item) -> str:
        return str(item.post.author) or site_texts().name

    def item_pubdate(self, item: Item) -> datetime | None:
        return item.post.published_at

    def item_updateddate(self, item: Item) -> datetime:
        return item.post.updated_at

    def item_categories(self, item: Item) -> list[str]:
        return [label.name for label in (*item.post.shown_categories, *item.post.shown_tags)]


def _whole_texts(posts: list[Post]) -> dict[int, SafeString]:
    """Return the texts with their blocks and covers, for readers that show no style sheet."""
    segments = {post: post.segments for post in posts}
    shown = blocks.load(segment for parts in segments.values() for segment in parts)
    covers = {post: captioned(image_html(post.cover), "", post.cover.credit) for post in posts if post.cover}
    return {
        post.pk: format_html("{}{}", covers.get(post, ""), plain_html(parts, shown, post.get_absolute_url()))
        for post, parts in segments.items()
    }


def _feed_picture(picture: Picture) -> FeedPicture:
    mime = mimetypes.guess_type(picture.url)[0] or ""
    return FeedPicture(absolute_url(picture.url), mime, picture.width, picture.height, picture.alternative_text)
