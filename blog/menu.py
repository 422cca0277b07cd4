"""The menu and the footer as readers see them. Entries whose target does not exist are left out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from taggit.models import Tag

from accounts.models import Profile
from blog.html_links import internal_path
from blog.models import Category, MenuEntry, Page, Post, SiteTexts
from blog.models.post import PUBLICATIONS, tag_rows
from blog.periods import existing_periods
from core.web.site_urls import own_hosts
from pagecache.memo import memoised

# The labels of all rows whose pages an entry may lead to. No text of an article is among them.
TARGET_LABELS = (
    "accounts",
    PUBLICATIONS,
    "blog.address",
    "blog.page",
    "blog.category",
    "blog.formercategorypath",
    "blog.formertagslug",
    "taggit",
)

_occasional: dict[str, Callable[[], bool]] = {}


def register_occasional_page(route: str, is_shown: Callable[[], bool]) -> None:
    """Register the route of a page of another app that is there only while ``is_shown`` returns true."""
    _occasional[route] = is_shown


@dataclass(frozen=True, slots=True)
class Preview:
    """The site as a form shows it that is not saved. A request for a preview has one."""

    texts: SiteTexts
    entries: list[MenuEntry]


def site_texts_for(request: HttpRequest) -> SiteTexts:
    """Return the texts for a page: the stored ones, or those of a preview."""
    preview: Preview | None = getattr(request, "site_preview", None)
    return preview.texts if preview else site_texts()


class Link(NamedTuple):
    label: str
    target: str


class Menus:
    """What menu and footer of a page show: the entries that lead somewhere. Each is loaded when a template uses it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def texts(self) -> SiteTexts:
        return site_texts_for(self.request)

    @cached_property
    def main(self) -> tuple[Link, ...]:
        return self._links(MenuEntry.Place.MENU)

    @cached_property
    def footer(self) -> tuple[Link, ...]:
        return self._links(MenuEntry.Place.FOOTER)

    def _links(self, place: str) -> tuple[Link, ...]:
        return tuple(Link(entry.label, entry.target) for entry in self._entries if entry.place == place)

    @cached_property
    def _entries(self) -> list[MenuEntry]:
        preview: Preview | None = getattr(self.request, "site_preview", None)
        return _visible(preview.entries) if preview else _visible_entries(self.texts)


@memoised("blog.sitetexts", "media")
def site_texts() -> SiteTexts:
    return SiteTexts.load()


@memoised(*TARGET_LABELS, "blog.menuentry")
def _visible_entries(texts: SiteTexts) -> list[MenuEntry]:
    return _visible(texts.entries)


def _visible(entries: Iterable[MenuEntry]) -> list[MenuEntry]:
    with_target = [entry for entry in entries if entry.target]
    dead = dead_targets(entry.target for entry in with_target)
    return [entry for entry in with_target if entry.target not in dead]


def dead_targets(targets: Iterable[str]) -> set[str]:
    """Return the targets on this site that readers can't open. Targets on other sites are not checked."""
    own = own_hosts()
    paths = {target: path for target in targets if (path := internal_path(target, own))}
    matches = {target: _match(path) for target, path in paths.items()}
    alive = set()
    for route, keyword, find_existing in ROUTES:
        keys = {target: match.kwargs[keyword] for target, match in matches.items() if match and match.url_name == route}
        existing = find_existing(set(keys.values())) if keys else set()
        alive |= {target for target, key in keys.items() if key in existing}
    looked_up = {route for route, _keyword, _find in ROUTES}
    others = {
        target: str(match.url_name) for target, match in matches.items() if match and match.url_name not in looked_up
    }
    alive |= {target for target, route in others.items() if route not in _occasional or _occasional[route]()}
    return matches.keys() - alive


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _entries(slugs: set[str]) -> set[Any]:
    return _current_and_former(
        Page.objects.published(), slugs, "address__slug", "address__former__slug"
    ) | _current_and_former(Post.objects.published(), slugs, "address__slug", "address__former__slug")


def _categories(paths: set[str]) -> set[Any]:
    return _current_and_former(Category.objects.all(), paths, "path", "former_paths__path")


def _tags(slugs: set[str]) -> set[Any]:
    used = tag_rows().filter(object_id__in=Post.objects.published().values("pk")).values("tag_id")
    return _current_and_former(Tag.objects.filter(pk__in=used), slugs, "slug", "former_slugs__slug")


def _authors(slugs: set[str]) -> set[Any]:
    return set(Profile.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))


def _current_and_former(rows: QuerySet[Any], values: set[str], current: str, former: str) -> set[Any]:
    """Return all current and former values of those rows for which one of them is in ``values``."""
    matching = rows.filter(Q(**{f"{current}__in": values}) | Q(**{f"{former}__in": values}))
    found: set[Any] = set()
    for pair in matching.order_by().values_list(current, former):
        found.update(pair)
    return found


# Routes whose page depends on a row: the route's name, the argument that names the row, and a function that returns
# which of the given values exist.
ROUTES: list[tuple[str, str, Callable[[set[Any]], set[Any]]]] = [
    ("entry_detail", "slug", _entries),
    ("category_detail", "path", _categories),
    ("tag_detail", "slug", _tags),
    ("author_detail", "slug", _authors),
    ("period_list", "period", existing_periods),
]
