"""Write the site as a WordPress export (WXR 1.2), which WordPress's own importer reads.

The elements are those of WordPress's exporter
(https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import batched
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from taggit.models import Tag

from accounts.models import User
from blog.models import Category, Page, Post, SiteTexts
from comments.models import Comment
from core import blocks
from core.block_texts import plain_html
from core.web.feeds import INVALID_XML_CHARACTERS
from core.web.site_urls import absolute_url
from media.models import Picture

Entry = Post | Page
Values = Iterable[tuple[str, str]]

ROWS_AT_ONCE = 50
# Ids of WordPress's posts are one sequence for all kinds. Each of our kinds gets every third number.
KINDS: dict[type[Any], int] = {Post: 0, Page: 1, Picture: 2}
NO_DATE = "0000-00-00 00:00:00"

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""

COMMENT_STATES = {
    Comment.State.APPROVED: "1",
    Comment.State.HELD: "0",
    Comment.State.SPAM: "spam",
    Comment.State.BINNED: "trash",
}


def wordpress_id(row: Any) -> int:
    return int(row.pk) * len(KINDS) + KINDS[type(row)]


def lines(step: Callable[[], object]) -> Iterator[str]:
    """Yield the export in pieces. ``step`` is called after each item. Memory is bounded."""
    slugs = _category_slugs()
    yield HEAD
    yield from _channel(slugs)
    for picture in Picture.objects.order_by("pk").iterator(ROWS_AT_ONCE):
        yield _item(picture.name or str(picture.pk), absolute_url(picture.file.url), _picture_values(picture))
        step()
    for entries in (_pages(), _posts()):
        for batch in batched(entries, ROWS_AT_ONCE):
            shown = blocks.load(segment for entry in batch for segment in entry.segments)
            for entry in batch:
                yield from _entry(entry, shown, slugs)
                step()
    yield "</channel>\n</rss>\n"


def _pages() -> Iterator[Entry]:
    return Page.objects.select_related("address").order_by("pk").iterator(ROWS_AT_ONCE)


def _posts() -> Iterator[Entry]:
    rows = Post.objects.select_related("address", "author__profile").order_by("pk")
    return rows.prefetch_related("categories", "tags").iterator(ROWS_AT_ONCE)  # type: ignore[misc]  # as in for_page


def _channel(slugs: dict[int, str]) -> Iterator[str]:
    site = SiteTexts.load()
    yield _elements(
        ("title", site.name),
        ("link", settings.SITE_URL),
        ("description", site.tagline),
        ("language", settings.LANGUAGE_CODE),
        ("wp:wxr_version", "1.2"),
        ("wp:base_site_url", settings.SITE_URL),
        ("wp:base_blog_url", settings.SITE_URL),
    )
    writers = User.objects.filter(Q(is_staff=True) | Q(posts__isnull=False)).distinct()
    for user in writers.select_related("profile").order_by("pk"):
        yield _group("wp:author", _author_values(user))
    for category in Category.objects.order_by("path").select_related("parent"):
        parent = slugs[category.parent_id] if category.parent_id else ""
        names = ("wp:category_nicename", slugs[category.pk]), ("wp:category_parent", parent)
        known = ("wp:term_id", str(category.pk)), *names, ("wp:cat_name", category.name)
        yield _group("wp:category", [*known, ("wp:category_description", category.description)])
    for tag in Tag.objects.order_by("pk"):
        yield _group("wp:tag", [("wp:term_id", str(tag.pk)), ("wp:tag_slug", tag.slug), ("wp:tag_name", tag.name)])


def _author_values(user: User) -> Values:
    return [
        ("wp:author_id", str(user.pk)),
        ("wp:author_login", _login(user)),
        ("wp:author_email", user.email),
        ("wp:author_display_name", user.display_name),
    ]


def _login(user: User) -> str:
    """Return the name in the author's address, so that an import makes the same one."""
    return user.profile.slug if hasattr(user, "profile") else f"author-{user.pk}"


def _category_slugs() -> dict[int, str]:
    """Return slugs by primary key. WordPress has each only once, here only below the same parent."""
    categories = list(Category.objects.values_list("pk", "slug", "path"))
    times = Counter(slug for _pk, slug, _path in categories)
    return {pk: slug if times[slug] == 1 else path.replace("/", "-") for pk, slug, path in categories}


def _picture_values(picture: Picture) -> Values:
    return [
        *_post_values(picture, "attachment", "inherit", picture.added_at, picture.added_at),
        ("wp:attachment_url", absolute_url(picture.file.url)),
        ("excerpt:encoded", picture.credit),
    ]


def _entry(entry: Entry, shown: blocks.Shown, slugs: dict[int, str]) -> Iterator[str]:
    kind = "post" if isinstance(entry, Post) else "page"
    values = [
        *_post_values(entry, kind, _status(entry), entry.published_at, entry.updated_at),
        ("wp:post_name", entry.slug),
        ("content:encoded", str(plain_html(entry.segments, shown))),
    ]
    more = _meta(entry)
    if isinstance(entry, Post):
        values += [("dc:creator", _login(entry.author)), ("excerpt:encoded", entry.teaser)]
        values.append(("wp:comment_status", "open" if entry.are_comments_open else "closed"))
        more += "".join(_term("category", slugs[one.pk], one.name) for one in entry.categories.all())
        more += "".join(_term("post_tag", tag.slug, tag.name) for tag in entry.tags.all())
    # A title is HTML in WordPress.
    title = entry.title.replace("<", "&lt;")
    guid = entry.feed_id if isinstance(entry, Post) else ""
    head, end = _item(title, absolute_url(entry.get_absolute_url()), values, more, guid).rsplit("</item>", 1)
    yield head
    if isinstance(entry, Post):
        for comment in entry.comments.select_related("author").order_by("pk").iterator(ROWS_AT_ONCE):
            yield _group("wp:comment", _comment_values(comment))
    yield f"</item>{end}"


def _status(entry: Entry) -> str:
    if entry.is_binned:
        return "trash"
    if entry.state == Post.State.PUBLISHED:
        is_future = entry.published_at is not None and entry.published_at > timezone.now()
        return "future" if is_future else "publish"
    return "private" if entry.state == Post.State.PRIVATE else "draft"


def _post_values(row: Any, kind: str, status: str, published: datetime | None, changed: datetime) -> Values:
    return [
        ("wp:post_id", str(wordpress_id(row))),
        ("wp:post_date", _date(published, timezone.get_default_timezone())),
        ("wp:post_date_gmt", _date(published)),
        ("wp:post_modified_gmt", _date(changed)),
        ("wp:status", status),
        ("wp:post_type", kind),
    ]


def _meta(entry: Entry) -> str:
    """Return what WordPress and its widespread plugins keep beside a text."""
    values = [("_wp_old_slug", address.slug) for address in entry.address.former.all()]
    if entry.cover_id:
        values.append(("_thumbnail_id", str(entry.cover_id * len(KINDS) + KINDS[Picture])))
    if entry.search_title:
        values.append(("_yoast_wpseo_title", entry.search_title))
    if entry.search_description:
        values.append(("_yoast_wpseo_metadesc", entry.search_description))
    groups = [_group("wp:postmeta", [("wp:meta_key", key), ("wp:meta_value", value)]) for key, value in values]
    return "".join(groups)


def _comment_values(comment: Comment) -> Values:
    return [
        ("wp:comment_id", str(comment.pk)),
        ("wp:comment_author", comment.full_name),
        ("wp:comment_author_email", comment.email),
        ("wp:comment_author_url", comment.website),
        ("wp:comment_date", _date(comment.created_at, timezone.get_default_timezone())),
        ("wp:comment_date_gmt", _date(comment.created_at)),
        ("wp:comment_content", comment.text),
        ("wp:comment_approved", COMMENT_STATES[Comment.State(comment.state)]),
        ("wp:comment_type", comment.kind),
        ("wp:comment_parent", str(comment.parent_id or 0)),
        ("wp:comment_user_id", str(comment.author_id or 0)),
    ]


def _date(moment: datetime | None, zone: Any = UTC) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else NO_DATE


def _item(title: str, link: str, values: Values, more: str = "", guid: str = "") -> str:
    published = next(value for name, value in values if name == "wp:post_date_gmt")
    head = [("title", title), ("link", link)]
    if published != NO_DATE:
        head.append(("pubDate", format_datetime(datetime.fromisoformat(published).replace(tzinfo=UTC))))
    named = f'<guid isPermaLink="false">{_text(guid or link)}</guid>\n'
    return f"<item>\n{_elements(*head)}{named}{_elements(*values)}{more}</item>\n"


def _term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename={quoteattr(_clean(slug))}>{_text(name)}</category>\n'


def _group(name: str, values: Values) -> str:
    return f"<{name}>\n{_elements(*values)}</{name}>\n"


def _elements(*values: tuple[str, str]) -> str:
    return "".join(f"<{name}>{_text(value)}</{name}>\n" for name, value in values)


def _text(value: str) -> str:
    """Return escaped text, as WordPress writes it: markup in CDATA, which can't contain its own end."""
    value = _clean(value)
    if "<" not in value and "&" not in value:
        return escape(value)
    return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _clean(value: str) -> str:
    return value.translate(INVALID_XML_CHARACTERS)
