"""What a WordPress export holds, as plain records. This module does not know our models."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

# Kinds of items that become articles: posts, and the episodes of Seriously Simple Podcasting.
ARTICLE_KINDS = frozenset({"post", "podcast"})


@dataclass(frozen=True, slots=True)
class Site:
    title: str
    tagline: str
    url: str
    # When WordPress wrote the file.
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Author:
    id: str
    login: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag; ``parent`` is the slug of the category above, or empty."""

    slug: str
    name: str
    parent: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """``id`` is 0 if the file has none, or none that is a number."""

    id: int
    parent: int
    user_id: str
    kind: str
    approved: str
    author: str
    email: str
    url: str
    ip_address: str
    text: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the type ``kind``, such as ``post`` or ``page``. Dates are aware and in UTC; ``None`` means that the
    file has no valid date. ``meta`` has all values of each custom field."""

    id: int
    kind: str
    status: str
    title: str
    slug: str
    creator: str
    content: str
    excerpt: str
    has_password: bool
    are_comments_open: bool
    published_at: datetime | None
    modified_at: datetime | None
    link: str = ""
    guid: str = ""
    parent: int = 0
    position: int = 0
    is_sticky: bool = False
    attachment_url: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    # Terms of other taxonomies: the taxonomy and the name.
    other_terms: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def key(self) -> str:
        """What the item is remembered by: its id, or else a digest of what it is known by elsewhere."""
        return str(self.id) if self.id else f"0-{self.digest}"

    @property
    def digest(self) -> str:
        """A digest that tells items apart which have the same id, or none."""
        known_by = self.guid or self.link or f"{self.slug} {self.title} {self.published_at}"
        return hashlib.sha256(f"{self.kind} {known_by}".encode()).hexdigest()[:40]

    def value(self, *names: str) -> str:
        """Return the first custom field of these names that is not empty, or an empty text."""
        return next((text for name in names for text in self.meta.get(name, []) if text.strip()), "").strip()
