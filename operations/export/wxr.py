"""Write the site as a WordPress export (WXR 1.2), which WordPress's own importer reads.

The elements are those of WordPress's exporter
(https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import batched

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from taggit.models import Tag

from accounts.models import User
from blog.models import Category, Page, Post, SiteTexts
from core import blocks
from core.block_texts import plain_html
from core.web.site_urls import absolute_url
from media.models import Picture
from operations.export.wxr_comments import comments_of, numbers_of_late_ones
from operations.export.wxr_elements import Values, as_html, elements, group, item, meta, slug_text, term
from operations.export.wxr_files import ROWS_AT_ONCE, attachments, episode_values, post_values, wordpress_id
from podcast.models import Episode

Entry = Post | Page

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""


def lines(step: Callable[[], object]) -> Iterator[str]:
    """Yield the export in pieces. ``step`` is called after each item. Memory is bounded."""
    slugs, numbers = _category_slugs(), numbers_of_late_ones()
    yield HEAD
    yield from _channel(slugs)
    for attachment in attachments():
        yield attachment
        step()
    for entries in (_pages(), _posts()):
        for batch in batched(entries, ROWS_AT_ONCE):
            shown = blocks.load(segment for entry in batch for segment in entry.segments)
            episodes = {one.post_id: one for one in _episodes_of(batch)}
            for entry in batch:
                episode = episodes.get(entry.pk) if isinstance(entry, Post) else None
                head, end = _entry(entry, shown, slugs, episode).rsplit("</item>", 1)
                yield head
                if isinstance(entry, Post):
                    yield from comments_of(entry, numbers)
                yield f"</item>{end}"
                step()
    yield "</channel>\n</rss>\n"


def _pages() -> Iterator[Entry]:
    return Page.objects.select_related("address").order_by("pk").iterator(ROWS_AT_ONCE)


def _posts() -> Iterator[Entry]:
    rows = Post.objects.select_related("address", "author__profile").order_by("pk")
    return rows.prefetch_related("categories", "tags").iterator(ROWS_AT_ONCE)  # type: ignore[misc]  # as in for_page


def _episodes_of(entries: Iterable[Entry]) -> Iterable[Episode]:
    pks = [entry.pk for entry in entries if isinstance(entry, Post)]
    return Episode.objects.filter(post__in=pks).select_related("picture")


def _channel(slugs: dict[int, str]) -> Iterator[str]:
    site = SiteTexts.load()
    yield elements(
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
        yield group("wp:author", _author_values(user))
    for category in Category.objects.order_by("path").select_related("parent"):
        parent = slug_text(slugs[category.parent_id]) if category.parent_id else ""
        names = ("wp:category_nicename", slug_text(slugs[category.pk])), ("wp:category_parent", parent)
        known = ("wp:term_id", str(category.pk)), *names, ("wp:cat_name", as_html(category.name))
        yield group("wp:category", [*known, ("wp:category_description", category.description)])
    for tag in Tag.objects.order_by("pk"):
        names = ("wp:tag_slug", slug_text(tag.slug)), ("wp:tag_name", as_html(tag.name))
        yield group("wp:tag", [("wp:term_id", str(tag.pk)), *names])


def _author_values(user: User) -> Values:
    return [
        ("wp:author_id", str(user.pk)),
        ("wp:author_login", _login(user)),
        ("wp:author_email", user.email),
        ("wp:author_display_name", as_html(user.display_name)),
    ]


def _login(user: User) -> str:
    """Return the name in the author's address, so that an import makes the same one."""
    return user.profile.slug if hasattr(user, "profile") else f"author-{user.pk}"


def _category_slugs() -> dict[int, str]:
    """Return slugs by primary key. WordPress has each only once, here only below the same parent."""
    categories = list(Category.objects.values_list("pk", "slug", "path"))
    times = Counter(slug for _pk, slug, _path in categories)
    return {pk: slug if times[slug] == 1 else path.replace("/", "-") for pk, slug, path in categories}


def _entry(entry: Entry, shown: blocks.Shown, slugs: dict[int, str], episode: Episode | None) -> str:
    kind = "post" if isinstance(entry, Post) else "page"
    values = [
        *post_values(entry, kind, _status(entry), entry.published_at, entry.updated_at),
        ("wp:post_name", slug_text(entry.slug)),
        ("content:encoded", str(plain_html(entry.segments, shown))),
    ]
    more = meta([*_meta(entry), *(episode_values(episode) if episode else ())])
    if isinstance(entry, Post):
        values += [("dc:creator", _login(entry.author)), ("excerpt:encoded", as_html(entry.teaser))]
        more += "".join(term("category", slugs[one.pk], one.name) for one in entry.categories.all())
        more += "".join(term("post_tag", tag.slug, tag.name) for tag in entry.tags.all())
    is_open = isinstance(entry, Post) and entry.are_comments_open
    values.append(("wp:comment_status", "open" if is_open else "closed"))
    guid = entry.feed_id if isinstance(entry, Post) else ""
    link = absolute_url(entry.get_absolute_url())
    return item(as_html(entry.title), link, values, more, guid)


def _status(entry: Entry) -> str:
    if entry.is_binned:
        return "trash"
    if entry.state == Post.State.PUBLISHED:
        is_future = entry.published_at is not None and entry.published_at > timezone.now()
        return "future" if is_future else "publish"
    return "private" if entry.state == Post.State.PRIVATE else "draft"


def _meta(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what WordPress and its widespread plugins keep beside a text."""
    for address in entry.address.former.all():
        yield "_wp_old_slug", slug_text(address.slug)
    if entry.cover_id:
        yield "_thumbnail_id", str(wordpress_id(Picture, entry.cover_id))
    yield "_yoast_wpseo_title", entry.search_title
    yield "_yoast_wpseo_metadesc", entry.search_description
