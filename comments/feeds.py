"""What readers and staff say, as RSS 2.0: on the whole site, and below one article."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Post, SiteTexts
from comments.models import Comment, CommentQuerySet
from core.addresses import absolute

COMMENTS_A_FEED = 20

# XML has no way to write these; one pasted by accident must not break the feed.
NO_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])

if TYPE_CHECKING:
    TalkFeed = Feed[Comment, Post | None]
else:
    TalkFeed = Feed


class CommentFeed(TalkFeed):
    """The newest comments that stand below published articles: of the whole site, or of ``post``."""

    def get_object(self, request: HttpRequest, post: Post | None = None) -> Post | None:
        return post

    def title(self, post: Post | None) -> str:
        if post:
            return _("Comments on “%(title)s”") % {"title": post.title}
        return _("Comments on %(site)s") % {"site": SiteTexts.load().name}

    def description(self, post: Post | None) -> str:
        return post.summary if post else SiteTexts.load().tagline

    def link(self, post: Post | None) -> str:
        return absolute(post.get_absolute_url() if post else reverse("home"))

    def feed_url(self, post: Post | None) -> str:
        return absolute(reverse("post_comment_feed", args=[post.slug]) if post else reverse("comment_feed"))

    def items(self, post: Post | None) -> CommentQuerySet:
        is_public = Exists(Post.objects.published().filter(pk=OuterRef("post")))
        comments = Comment.objects.approved().readers_words().filter(is_public)
        if post:
            comments = comments.filter(post=post)
        newest = comments.order_by("-created_at", "-pk")[:COMMENTS_A_FEED]
        # By their keys: with what a page shows joined to them, SQLite sorts every comment of the site.
        shown = Comment.objects.filter(pk__in=newest.values("pk")).for_readers().select_related("post")
        return shown.defer("post__body", "post__html").order_by("-created_at", "-pk")

    def item_title(self, comment: Comment) -> str:
        said = {"name": comment.shown_name, "title": comment.post.title}
        return (_("%(name)s on “%(title)s”") % said).translate(NO_CONTROLS)

    def item_description(self, comment: Comment) -> str:
        return comment.html.translate(NO_CONTROLS)

    def item_link(self, comment: Comment) -> str:
        return absolute(comment.get_absolute_url())

    def item_author_name(self, comment: Comment) -> str:
        return comment.shown_name.translate(NO_CONTROLS)

    def item_pubdate(self, comment: Comment) -> datetime:
        return comment.created_at
