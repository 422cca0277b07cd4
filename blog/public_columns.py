"""What public pages show of this app's rows, and of tags, see ``pagecache.declarations``."""

from datetime import datetime
from typing import Any

from django.db.models import F
from taggit.models import Tag, TaggedItem

from blog.models import (
    Address,
    Category,
    ExternalLink,
    FormerCategoryPath,
    FormerTagSlug,
    GuestLink,
    Likeness,
    LinkOccurrence,
    LinkReplacement,
    MenuEntry,
    Page,
    Post,
    Presence,
    Reference,
    RemotePicture,
    ReplacedText,
    Revision,
    SharePicture,
    SiteTexts,
    UnpublishedPicture,
)
from blog.models.post import PUBLICATIONS
from pagecache.clock import register_next_change
from pagecache.declarations import declare_private, declare_public

PRIVATE_COLUMNS = "body slug_follows_title review_asked_at creation_token"


def declare_columns() -> None:
    _declare_articles_and_pages()
    _declare_topics()
    _declare_site()
    declare_private(ExternalLink, GuestLink, LinkOccurrence, LinkReplacement, Presence)
    declare_private(Reference, ReplacedText, Revision, UnpublishedPicture)
    register_next_change(next_release_or_end, PUBLICATIONS, "blog.page")


def _declare_articles_and_pages() -> None:
    declare_public(
        Post,
        "binned_at address_id title teaser html cover_id author_id state published_at unpublished_at updated_at "
        "are_comments_open shows_health_notice search_title search_description guid",
        when="{row}.state = 'published'",
        private=PRIVATE_COLUMNS,
    )
    # Which articles are public, where, and in which order.
    declare_public(
        Post,
        "binned_at address_id state published_at unpublished_at",
        when="{row}.state = 'published'",
        token=PUBLICATIONS,
    )
    declare_public(
        Page,
        "binned_at address_id title html cover_id state published_at unpublished_at updated_at search_title "
        "search_description",
        when="{row}.state = 'published'",
        private=PRIVATE_COLUMNS,
    )
    declare_public(Likeness, "post_id other_id share")
    declare_public(Address, "slug moved_to_id")
    declare_public(
        RemotePicture, "address picture_id", private="alternative_text asked_by_id fault due_at claimed_until"
    )


def _declare_topics() -> None:
    declare_public(Post.categories.through, "post_id category_id")
    declare_public(Category, "name slug parent_id path description picture_id has_health_notice health_notice position")
    declare_public(FormerCategoryPath, "path category_id")
    declare_public(FormerTagSlug, "slug tag_id")
    declare_public(Tag, "name slug")
    declare_public(TaggedItem, "tag_id content_type_id object_id")


def _declare_site() -> None:
    declare_public(
        SiteTexts,
        "name tagline welcome hero_id front_parts start_here client_words client_name logo_id dark_logo_id icon_id "
        "colours apply_introduction_html articles_introduction_html "
        "privacy_introduction_html feeds_have_whole_texts footer",
        private="apply_introduction articles_introduction privacy_introduction",
    )
    declare_public(SharePicture, "path digest")
    declare_public(MenuEntry, "texts_id place label target position")


def next_release_or_end(now: datetime) -> datetime | None:
    """Return when the next article or page becomes public, or ceases to be."""
    moments = [
        _moments(model, column).filter(moment__gt=now)
        for model in (Post, Page)
        for column in ("published_at", "unpublished_at")
    ]
    found: datetime | None = moments[0].union(*moments[1:], all=True).order_by("moment").first()
    return found


def _moments(model: type[Post] | type[Page], column: str) -> Any:
    published: Any = model.objects.order_by().filter(state=model.State.PUBLISHED)
    return published.annotate(moment=F(column)).values_list("moment", flat=True)
