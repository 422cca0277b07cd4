"""Pictures for where pages are shared: the page's own, cut, or else its title, drawn in the colours of the site.

Each app that has public pages registers a function that returns their titles. A task compares them with what there is,
makes what is missing or has changed, and deletes what no page needs any more: whatever changed them, and whatever was
lost. Pages name the new picture once its row is there, as they do for any public row.
"""

import io
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from itertools import batched
from typing import TYPE_CHECKING, NamedTuple, Self

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from blog.menu import site_texts
from blog.models import SharePicture, SiteTexts
from blog.models.share_picture import CUT, file_of
from core.images.formats import SHARED_HEIGHT, SHARED_WIDTH
from core.web.site_urls import absolute_url
from media.models import Picture
from pagecache.memo import memoised, remembering

if TYPE_CHECKING:
    from core.images.title_picture import Colours

# Of what a picture looks like. Another number draws all of them anew.
DESIGN = 1
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{3,6}),")


class Cut(NamedTuple):
    """A picture of the library: the name of its file, its size in pixels, and around what it is cut, in percent."""

    name: str
    width: int
    height: int
    focal_x: int
    focal_y: int

    @classmethod
    def from_picture(cls, picture: Picture | None) -> Self | None:
        if picture is None:
            return None
        return cls(str(picture.file.name), picture.width, picture.height, picture.focal_x, picture.focal_y)

    @property
    def is_too_small(self) -> bool:
        """Whether the picture is shared as it is."""
        return self.width < SHARED_WIDTH or self.height < SHARED_HEIGHT


@dataclass(frozen=True, slots=True)
class Title:
    """What is drawn of the page at ``path``: its title, and if it has them its topic and its coach. Or what is cut."""

    path: str
    title: str
    topic: str = ""
    coach: str = ""
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture of a page where it is shared, with a whole URL and its size in pixels."""

    url: str
    width: int
    height: int
    alternative_text: str = ""

    @classmethod
    def from_picture(cls, picture: Picture) -> Self:
        return cls(absolute_url(picture.url), picture.width, picture.height, picture.alternative_text)

    @property
    def is_wide(self) -> bool:
        return self.width > self.height


Source = Callable[[], Iterable[Title]]
_sources: list[Callable[[], list[Title]]] = []


def register_source(source: Source, *labels: str) -> None:
    """Register a function that returns the titles of public pages.

    ``labels`` are those of the apps or models whose rows it reads: it is asked again when one of them changes.
    """
    _sources.append(memoised(*labels)(lambda: list(source())))


def shown_picture(picture: Picture | None, path: str, title: str) -> Shown | None:
    """Return the page's own ``picture``, cut as soon as that is done, or else what is drawn for ``path``, or for the
    front page."""
    found = _made(path)
    if picture and found and found.is_cut:
        return Shown(absolute_url(found.url), SHARED_WIDTH, SHARED_HEIGHT, picture.alternative_text)
    if picture:
        return Shown.from_picture(picture)
    found = found or _made(reverse("home"))
    return Shown(absolute_url(found.url), SHARED_WIDTH, SHARED_HEIGHT, title) if found else None


@memoised("blog.sharepicture")
def _made(path: str) -> SharePicture | None:
    return SharePicture.objects.filter(path=path).first()


def draw_missing(seconds: float = 20.0) -> int:
    """Draw what is missing, for about ``seconds``, and delete what is not needed. Returns how many were drawn."""
    end = time.monotonic() + seconds
    texts, wanted = _wanted()
    known = dict(SharePicture.objects.values_list("path", "digest"))
    drawn: dict[str, str] = {}
    for title in wanted.values():
        digest = digest_of(title, texts)
        if known.get(title.path) != digest and time.monotonic() < end and _make(title, texts, digest):
            drawn[title.path] = digest
    _record(drawn, known.keys() - wanted.keys())
    return len(drawn)


def draw_all(say: Callable[[int, int], None]) -> int:
    """Draw all pictures again, and ``say`` after each how many of how many are done. Returns their number."""
    texts, wanted = _wanted()
    digests = {path: digest_of(title, texts) for path, title in wanted.items()}
    for number, title in enumerate(wanted.values(), start=1):
        if not _make(title, texts, digests[title.path]):
            del digests[title.path]
        say(number, len(wanted))
    _record(digests, set(SharePicture.objects.values_list("path", flat=True)) - wanted.keys())
    return len(digests)


def _wanted() -> tuple[SiteTexts, dict[str, Title]]:
    """Return the titles of all public pages by path, but for those whose own picture is too small to be cut. A path
    that is too long for a row is left out."""
    longest = SharePicture._meta.get_field("path").max_length or 0
    with remembering():
        found = (title for source in _sources for title in source() if not (title.cut and title.cut.is_too_small))
        return site_texts(), {title.path: title for title in found if len(title.path) <= longest}


def digest_of(title: Title, texts: SiteTexts) -> str:
    drawn = (texts.name, texts.colours, title.title, title.topic, title.coach)
    shown = "\0".join(map(str, [DESIGN, title.path, *(title.cut or drawn)]))
    digest = blake2b(shown.encode(errors="replace"), digest_size=12).hexdigest()
    return digest + CUT if title.cut else digest


def _make(title: Title, texts: SiteTexts, digest: str) -> bool:
    """Write the file, and tell whether that was possible: the file of the page's own picture may be missing."""
    data = _cut(title.cut, colours_of(texts).ground) if title.cut else _draw(title, texts)
    if data is None:
        return False
    # It may exist, incomplete because a worker was killed.
    default_storage.delete(file_of(digest))
    default_storage.save(file_of(digest), ContentFile(data))
    return True


def _draw(title: Title, texts: SiteTexts) -> bytes:
    from core.images.title_picture import Texts, draw_title  # With Pillow, which showing pictures does not need.

    return draw_title(Texts(title.title, title.topic, title.coach, texts.name), colours_of(texts))


def _cut(cut: Cut, ground: str) -> bytes | None:
    from core.images.encoding import encode_cut

    try:
        with default_storage.open(cut.name) as file:
            content = io.BytesIO(file.read())
    except (OSError, ValueError, SuspiciousOperation):
        return None
    centre = cut.focal_x / 100, cut.focal_y / 100
    return encode_cut(content, (SHARED_WIDTH, SHARED_HEIGHT), centre=centre, ground=ground, ending="jpg")


@transaction.atomic
def _record(drawn: Mapping[str, str], gone: Iterable[str]) -> None:
    """Record in one go what was drawn: each public change has all pages built anew."""
    for paths in batched([*drawn, *gone], 500):
        for before in SharePicture.objects.select_for_update().filter(path__in=paths):
            if before.digest != drawn.get(before.path):
                transaction.on_commit(partial(default_storage.delete, before.file))
    SharePicture.objects.bulk_create(
        [SharePicture(path=path, digest=digest) for path, digest in drawn.items()],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["digest"],
    )
    for paths in batched(gone, 500):
        SharePicture.objects.filter(path__in=paths).delete()


def colours_of(texts: SiteTexts) -> "Colours":
    """Return the colours of the light pages, as the style sheets have them."""
    from core.images.title_picture import Colours

    tokens = _tokens("tokens.css") | _tokens(f"colours/{texts.colours}.css")
    return Colours(*(tokens[name] for name in ("paper", "ink", "ink", "clay", "moss")))


@cache
def _tokens(sheet: str) -> dict[str, str]:
    path = settings.BASE_DIR / "static" / "css" / sheet
    return dict(TOKEN.findall(path.read_text(encoding="utf-8"))) if path.exists() else {}
