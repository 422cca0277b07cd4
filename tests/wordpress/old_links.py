"""The addresses that readers of a WordPress site may know: those in its export, and those that WordPress makes."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.wordpress.made_uploads import path_of
from wordpress.export_files import open_parts
from wordpress.overview import Overview, read_items, read_overview
from wordpress.parse import number
from wordpress.records import Item

Links = dict[str, dict[str, None]]
# WordPress's own rules (wp-includes/class-wp-rewrite.php) put these behind the address of an article.
BEHIND = {"trackback": "trackback/", "amp": "amp/", "embed": "embed/", "feed, RSS": "feed/", "feed, Atom": "feed/atom/"}


def old_links(export: Path, *, custom_types: bool) -> Links:
    """Return the addresses as paths with queries. Each is of something that was public; ``custom_types`` too."""
    parts = open_parts([export])
    overview = read_overview(parts)
    host = urlsplit(overview.site.url).netloc.removeprefix("www.")
    found: Links = defaultdict(dict)
    used: set[str] = set()
    for item in read_items(parts):
        is_entry = item.kind in ("post", "page", "podcast") or (custom_types and _is_of_custom_type(item))
        if is_entry and item.status == "publish" and not item.has_password:
            _add_entry(found, item, host)
            if item.kind in ("post", "podcast"):
                used |= {item.creator.casefold(), *(f"#{(tag.slug or tag.name).casefold()}" for tag in item.tags)}
        elif item.kind == "attachment" and item.status in ("inherit", "publish", ""):
            _add(found, "attachment's page", host, item.link)
            # What is on other sites, or not among the uploads, can't come with made-up uploads.
            if path_of(item.attachment_url):
                _add(found, "attachment's file", host, item.attachment_url)
                if item.id:
                    _add(found, "?attachment_id=", host, f"/?attachment_id={item.id}")
    _add_lists(found, overview, used, host)
    folder = urlsplit(overview.site.url).path.rstrip("/")
    _add_forms(found, folder)
    return found


def _is_of_custom_type(item: Item) -> bool:
    own = ("attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache")
    return item.kind not in own and not item.kind.startswith("wp_")


def _add(found: Links, kind: str, host: str, *urls: str) -> None:
    for url in urls:
        parts = urlsplit(url.strip())
        is_own = not parts.netloc or parts.netloc.removeprefix("www.").rpartition("@")[2] == host
        if is_own and (parts.path.strip("/") or parts.query):
            found[kind][f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"] = None


def _add_entry(found: Links, item: Item, host: str) -> None:
    _add(found, "<link>", host, item.link)
    slug = quote(item.slug)
    if item.id:
        name = "?page_id=" if item.kind == "page" else "?p="
        _add(found, name, host, f"/?{name[1:]}{item.id}")
        _add(found, "numeric", host, f"/archives/{item.id}")
    for old in item.meta.get("_wp_old_slug", []):
        _add(found, "_wp_old_slug", host, f"/{quote(old.strip())}/" if old.strip() else "")
    if not item.slug:
        return
    _add(found, ".html", host, f"/{slug}.html")
    for kind, ending in BEHIND.items():
        _add(found, kind, host, f"/{slug}/{ending}")
    if item.kind == "post" and (date := item.published_at):
        day = f"{date:%Y/%m/%d}"
        _add(found, "dated", host, f"/{day}/{slug}/", f"/{day[:7]}/{slug}/", f"/{day}/{slug}.html")
        _add(found, "date", host, f"/{day}/", f"/{day[:7]}/", f"/{day[:4]}/")
        _add(found, "?m=", host, f"/?m={date:%Y%m%d}", f"/?m={date:%Y%m}", f"/?m={date:%Y}")
        _add(found, "feed, RSS", host, f"/{day[:4]}/feed/")


def _add_lists(found: Links, overview: Overview, used: set[str], host: str) -> None:
    categories = overview.categories
    for term in categories.values():
        slug, above = quote(term.slug), categories.get(term.parent.casefold())
        if term.id:
            _add(found, "?cat=", host, f"/?cat={term.id}")
        if slug:
            nested = f"/category/{quote(above.slug)}/{slug}/" if above else ""
            _add(found, "category, flat", host, f"/category/{slug}/")
            _add(found, "category, nested", host, nested)
            _add_feeds(found, host, nested or f"/category/{slug}/")
    for key, term in overview.tags.items():
        if term.slug and f"#{key}" in used:
            _add(found, "tag", host, f"/tag/{quote(term.slug)}/", f"/?tag={quote(term.slug)}")
            _add_feeds(found, host, f"/tag/{quote(term.slug)}/")
    for key, author in overview.authors.items():
        # WordPress makes the address of the login (sanitize_title).
        words = re.sub(r"[^\w\s-]", "", author.login.lower().replace(".", "-"))
        slug = re.sub(r"[\s-]+", "-", words).strip("-")
        if key in used and slug:
            _add(found, "author", host, f"/author/{quote(slug)}/")
            _add_feeds(found, host, f"/author/{quote(slug)}/")
            _add(found, "?author=", host, f"/?author={author.id}" if number(author.id) else "")
    _add(found, "?s=", host, "/?s=strength", "/?s=")
    _add(found, "?feed=", host, *(f"/?feed={kind}" for kind in ("rss2", "rss", "rdf", "atom", "comments-rss2")))
    _add_feeds(found, host, "/")
    _add(found, "feed, RSS", host, "/feed/rss2/", "/feed/rdf/", "/comments/feed/")


def _add_feeds(found: Links, host: str, address: str) -> None:
    _add(found, "feed, RSS", host, f"{address}feed/")
    _add(found, "feed, Atom", host, f"{address}feed/atom/")


def _add_forms(found: Links, folder: str) -> None:
    """Add what WordPress answers too: with ``index.php``, and below the folder that the site was in."""
    paths = [path for path in _paths(found) if "/wp-content/" not in path and "?" not in path]
    found["/index.php/…"] = {f"/index.php{path.removeprefix(folder)}": None for path in paths}
    below = [path for path in _paths(found) if folder and not path.startswith(f"{folder}/")]
    found["in a folder"] = {f"{folder}{path}": None for path in below}


def _paths(found: Links) -> Iterable[str]:
    return list(dict.fromkeys(chain.from_iterable(found.values())))
