"""What answers an address of the old site: each that the export names, and those that WordPress makes of it.

``find_answer`` returns the one URL to redirect to. It knows the row, or takes away what WordPress appends, such as
``/amp/``, and asks again.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import parse_qsl, unquote, urlsplit

from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from accounts.models import Profile
from blog.models import Address, Category, Page, Post
from blog.periods import Period, existing_periods
from blog.tags import find_tag
from core.web.feeds import ATOM, RSS, feed_path
from media.models import Document
from media.uses import is_public
from wordpress.file_addresses import UPLOADS, bare_host
from wordpress.files import find_row
from wordpress.models import MAX_ADDRESS, ImportedRow, OldAddress, OldFile

Kind = ImportedRow.Kind
BIGGEST_ID = 2**63
# Where WordPress has the feed of all comments.
COMMENTS = "/comments"
FIRST_YEAR, LAST_YEAR = 1990, 2099

# What WordPress appends to the address of an article, page or list. Nothing here is like them.
APPENDED = re.compile(r"/(?:amp|embed|trackback|print|page/\d{1,6}|comment-page-\d{1,6}|index\.(?:php|html?))$")
NUMBERED = re.compile(r"(?<=[^/\d])/\d{1,3}$")
ENDING = re.compile(r"\.(?:html?|php|aspx?)$")
FEED = re.compile(r"/(?:feed(?:/(?:rss2?|rdf|atom))?|rss2?|rdf|atom)$")
OF_ATOM = re.compile(r"/(?:feed/)?atom$")
DATED = re.compile(r"/(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?(?:/([^/]+))?$")
BY_NUMBER = re.compile(r"(?:/archives|/post|/entry)?/(\d{1,18})$")
LISTS = re.compile(r"/(category|tag|author)/(.+)$")


def site_key(url: str) -> str:
    """Return what a site is remembered by: http, https and www are one site."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    return f"{bare_host(parts.netloc)}{parts.path.rstrip('/')}"[:200]


def stored_address(path: str, query: str = "") -> str:
    """Return a path with its query as it is stored: decoded, without ``index.php``, slash at the end and order."""
    path = re.sub(r"/{2,}", "/", f"/{unquote(path)}").removeprefix("/index.php").rstrip("/") or "/"
    pairs = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(query)))
    return f"{path}?{pairs}" if pairs else path


def remember_addresses(site: str, kind: str, object_id: int, urls: Iterable[str]) -> None:
    """Remember that these addresses of the site lead to the row. The first row that claims one keeps it."""
    host, _slash, folder = site.partition("/")
    found = set()
    for url in urls:
        try:
            parts = urlsplit(url.strip())
        except ValueError:
            continue
        if not parts.netloc or bare_host(parts.netloc) == host:
            address = stored_address(parts.path, parts.query)
            # The site here may be at the root where the old one was in a folder.
            below = address.removeprefix(f"/{folder}") if folder else address
            found |= {one for one in (address, below) if one.strip("/") and len(one) <= MAX_ADDRESS and "\0" not in one}
    rows = [OldAddress(address=address, kind=kind, object_id=object_id) for address in sorted(found)]
    OldAddress.objects.bulk_create(rows, ignore_conflicts=True)


def find_answer(path: str, query: QueryDict | None = None) -> str | None:
    """Return the URL that answers the address now, or ``None``."""
    encoded = query.urlencode() if query else ""
    if encoded and (url := _known(stored_address(path, encoded))):
        return url
    address = stored_address(path)
    if query and address in ("/", *_folders()):
        return _known(stored_address("/", encoded)) or _by_query(query)
    below = (address.removeprefix(folder) for folder in _folders() if address.startswith(f"{folder}/"))
    for candidate in (address, *(one.removeprefix("/index.php") for one in below)):
        if url := _by_path(candidate or "/"):
            return url
    return None


def answer_of_link(site: str, link: str) -> str | None:
    """Return what answers an address of the old site, or ``None``. Its front page is answered by ours."""
    parts = urlsplit(link.strip())
    if bare_host(parts.netloc) != site.partition("/")[0] or (stored_address(parts.path) == "/" and not parts.query):
        return "/"
    return find_answer(parts.path, QueryDict(parts.query))


def _folders() -> list[str]:
    """Return the folders in which imported sites were."""
    sites = ImportedRow.objects.order_by().values_list("site", flat=True).distinct()
    return [f"/{folder}" for site in sites if (folder := site.partition("/")[2])]


def _by_path(address: str) -> str | None:
    """Return the URL for a path as ``stored_address`` makes it."""
    if url := _known(address):
        return url
    if FEED.search(address):
        return _feed(address)
    shorter = (pattern.sub("", address, count=1) for pattern in (APPENDED, ENDING, NUMBERED) if pattern.search(address))
    for one in shorter:
        if url := _by_path(one) if one else None:
            return url
    finders: list[tuple[re.Pattern[str], Callable[..., str | None]]] = [
        (UPLOADS, _upload),
        (LISTS, _list),
        (BY_NUMBER, _by_id),
        (DATED, _dated),
    ]
    found = (find(*match.groups()) for pattern, find in finders if (match := pattern.fullmatch(address)))
    return next((url for url in found if url), None) or (_entry(address[1:]) if "/" not in address[1:] else None)


def _by_query(query: QueryDict) -> str | None:
    """``/?p=ID`` and its kind."""
    values = {name: str(value).strip("/") for name, value in query.items()}
    if "feed" in values:
        return _feed_by_query(query)
    if "s" in values:
        return reverse("search", query={"q": query["s"]} if values["s"] else None)
    for name, find in BY_QUERY.items():
        if values.get(name):
            return find(values[name])
    date = re.fullmatch(r"(\d{4})(\d{2})?(\d{2})?", values.get("m", ""))
    return _dated(*date.groups()) if date else None


def _known(address: str) -> str | None:
    row = OldAddress.objects.filter(address=address[:MAX_ADDRESS]).first()
    return url_of(row.kind, row.object_id) if row else None


def url_of(kind: str, pk: int) -> str | None:
    """Return the URL of what an import has made, if the public sees it."""
    match kind:
        case Kind.POST | Kind.PAGE:
            model: type[Post | Page] = Post if kind == Kind.POST else Page
            entry = model.objects.published().select_related("address").filter(pk=pk).first()
            return entry.get_absolute_url() if entry else None
        case Kind.CATEGORY:
            category = Category.objects.filter(pk=pk).first()
            return category.get_absolute_url() if category else None
        case Kind.AUTHOR:
            profile = Profile.objects.public().filter(user=pk).first()
            return profile.get_absolute_url() if profile else None
        case Kind.FILE:
            return _file_url(OldFile.objects.select_related("picture", "document").filter(pk=pk).first())
    return None


def _file_url(row: OldFile | None) -> str | None:
    """Return the URL of the file, or of the text that it was uploaded for."""
    if row is None:
        return None
    if row.picture:
        return row.picture.url
    if row.document and is_public(row.document):
        return row.document.get_absolute_url()
    return _by_id(str(row.parent)) if row.parent else None


def is_open(document: Document) -> bool:
    """Tell whether readers of the old site could open the file, by itself or on a page that is public here too.

    On the old site its address was known, from mails for example, even if no text links to it.
    """
    rows = OldFile.objects.filter(document=document, wordpress_id__isnull=False)
    return any(not row.parent or _by_id(str(row.parent)) for row in rows)


def _by_id(text: str) -> str | None:
    if not text.isdecimal() or int(text[:19]) >= BIGGEST_ID:
        return None
    kinds = (Kind.POST, Kind.PAGE)
    rows = ImportedRow.objects.filter(wordpress_id=str(int(text[:19])), kind__in=kinds).order_by("pk")[:5]
    found = next((url for row in rows if (url := url_of(row.kind, row.object_id))), None)
    return found or _file_url(OldFile.objects.filter(wordpress_id=int(text[:19])).first())


def _entry(slug: str) -> str | None:
    """Return the URL of the published article or page with this slug, current or former."""
    row = Address.objects.filter(slug=slug).select_related("moved_to").first()
    address = row and (row.moved_to or row)
    if address and any(model.objects.published().filter(address=address).exists() for model in (Post, Page)):
        return address.get_absolute_url()
    return None


def _dated(year: str, month: str | None = None, day: str | None = None, slug: str | None = None) -> str | None:
    """``/2017/11/06/slug/``. Only the slug counts. Without one, the month or the year answers."""
    if slug:
        # Known is one that no entry can have here.
        return _entry(slug) or _known(f"/{slug}")
    if not 1 <= int(month or 1) <= 12 or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    period = Period(int(year), int(month or 0))
    found = existing_periods({period, period.whole_year})
    return max(found).get_absolute_url() if found else None


def _list(name: str, slug: str) -> str | None:
    match name:
        case "category":
            category = Category.objects.find(slug) or Category.objects.find(slug.rpartition("/")[2])
            category = category or Category.objects.filter(slug=slug.rpartition("/")[2]).first()
            return category.get_absolute_url() if category else None
        case "tag":
            tag = find_tag(slug.rpartition("/")[2])
            is_public = tag and Post.objects.published().with_tag(tag).exists()
            return reverse("tag_detail", args=[tag.slug]) if tag and is_public else None
    profile = Profile.objects.public().filter(slug=slug).first()
    return profile.get_absolute_url() if profile else None


def _feed(address: str) -> str | None:
    """Return the feed of what is at the address without the ending of a feed."""
    base = FEED.sub("", address, count=1)
    url = f"{base}/" if base in ("", COMMENTS) else _by_path(base)
    path = feed_path(url or "/", ATOM if OF_ATOM.search(address) else RSS)
    return path if url and _is_feed(path) else url


def _feed_by_query(query: QueryDict) -> str:
    """``/?feed=rss2`` and its kind, which may say of which list or article. What is unknown is that of the site."""
    others = query.copy()
    kind = str(others.pop("feed")[-1])
    if kind == "podcast":
        return reverse("podcast_feed")
    url = _by_query(others) or (f"{COMMENTS}/" if kind.startswith("comments-") else reverse("home"))
    path = feed_path(url, ATOM if kind.endswith(ATOM) else RSS)
    return path if _is_feed(path) else reverse("feed")


def _upload(path: str) -> str | None:
    row = find_row(f"uploads/{path}")
    return _file_url(row) if row and row.item else None


def _is_feed(path: str) -> bool:
    """Tell whether there is a feed at the path. Pages and months have none."""
    try:
        match = resolve(unquote(path))
    except Resolver404:
        return False
    if match.url_name == "post_comment_feed":
        return Post.objects.published().filter(address__slug=match.kwargs["slug"]).exists()
    # A year is no slug: it would be looked up as one.
    return match.url_name != "entry_detail"


BY_QUERY: dict[str, Callable[[str], str | None]] = {
    **dict.fromkeys(("p", "page_id", "attachment_id"), _by_id),
    **dict.fromkeys(("name", "pagename"), lambda path: _entry(path.rpartition("/")[2])),
    "category_name": partial(_list, "category"),
    "tag": partial(_list, "tag"),
    "author_name": partial(_list, "author"),
}
