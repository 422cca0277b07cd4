"""Feeds of comments, of the whole site and of one article, as RSS 2.0 and as Atom."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.menu import site_texts
from blog.models import Post
from comments.models import Comment, CommentQuerySet
from comments.models.queryset import SHOWN_COLUMNS
from core.html import with_absolute_urls
from core.web.feeds import ListFeed
from core.web.site_urls import absolute_url

COMMENTS_PER_FEED = 20


class CommentFeed(ListFeed[Comment, Post | None]):
    """The newest public comments on all published articles, or on one."""

    item_guid_is_permalink = True

    def title(self, post: Post | None) -> str:
        if post:
            return _("Comments on “%(title)s”") % {"title": post}
        return _("Comments on %(site)s") % {"site": site_texts().name}

    def description(self, post: Post | None) -> str:
        return (post.summary if post else site_texts().tagline) or self.title(post)

    def link(self, post: Post | None) -> str:
        return absolute_url(post.get_absolute_url() if post else reverse("home"))

    def list_url(self, post: Post | None) -> str:
        return post.get_absolute_url() if post else f"{reverse('home')}comments/"

    def items(self, post: Post | None) -> CommentQuerySet:
        is_public = Exists(Post.objects.published().filter(pk=OuterRef("post")))
        comments = Comment.objects.approved().without_pings().filter(is_public)
        if post:
            comments = comments.filter(post=post)
        newest = comments.order_by("-created_at", "-pk")[:COMMENTS_PER_FEED]
        # Select by primary key. With joins in the first query, SQLite would sort all comments of the site.
        shown = Comment.objects.filter(pk__in=newest.values("pk")).select_related("author", "post")
        return shown.only(*SHOWN_COLUMNS, "edited_at", "author__display_name", "post__title").order_by(
            "-created_at", "-pk"
        )

    def item_title(self, comment: Comment) -> str:
        return _("%(name)s on “%(title)s”") % {"name": comment.shown_name, "title": comment.post}

    def item_description(self, comment: Comment) -> str:
        return with_absolute_urls(comment.html)

    def item_link(self, comment: Comment) -> str:
        return absolute_url(comment.get_absolute_url())

    def item_author_name(self, comment: Comment) -> str:
        return comment.shown_name or _("Anonymous")

    def item_pubdate(self, comment: Comment) -> datetime:
        return comment.created_at

    def item_updateddate(self, comment: Comment) -> datetime:
        return comment.edited_at or comment.created_at
