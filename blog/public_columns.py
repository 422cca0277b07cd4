"""What public pages show of this app's rows, and of tags, see ``pagecache.declarations``."""

from datetime import datetime

from django.db.models import Min
from taggit.models import Tag, TaggedItem

from blog.models import (
    Address,
    Category,
    ExternalLink,
    FormerCategoryPath,
    FormerTagSlug,
    LinkOccurrence,
    LinkReplacement,
    MenuEntry,
    Page,
    Post,
    Reference,
    ReplacedText,
    SiteTexts,
)
from pagecache.clock import register_next_change
from pagecache.declarations import declare_private, declare_public


def declare_columns() -> None:
    declare_public(
        Post,
        "binned_at address_id title excerpt html hero_id author_id state published_at updated_at are_comments_open",
        when="{row}.state = 'published'",
        private="body",
    )
    declare_public(
        Page,
        "binned_at address_id title html hero_id is_published updated_at",
        when="{row}.is_published",
        private="body",
    )
    declare_public(Post.categories.through, "post_id category_id")
    declare_public(Address, "slug moved_to_id")
    declare_public(Category, "name slug parent_id path description has_health_notice health_notice position")
    declare_public(FormerCategoryPath, "path category_id")
    declare_public(FormerTagSlug, "slug tag_id")
    declare_public(Tag, "name slug")
    declare_public(TaggedItem, "tag_id content_type_id object_id")
    declare_public(
        SiteTexts,
        "name tagline welcome hero_id apply_introduction_html articles_introduction_html footer",
        private="apply_introduction articles_introduction",
    )
    declare_public(MenuEntry, "texts_id label target position")
    declare_private(ExternalLink, LinkOccurrence, LinkReplacement, Reference, ReplacedText)
    register_next_change(next_scheduled_date, "blog.post")


def next_scheduled_date(now: datetime) -> datetime | None:
    """Return when the next scheduled article becomes public."""
    scheduled = Post.objects.filter(state=Post.State.PUBLISHED, published_at__gt=now)
    found: datetime | None = scheduled.aggregate(Min("published_at"))["published_at__min"]
    return found
