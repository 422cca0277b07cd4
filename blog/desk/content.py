"""What one edits at the desk, as JSON: this module alone reads it, and applies it to an article or a page."""

import hashlib
import json
from contextlib import suppress
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from taggit.models import Tag

from accounts.models import User
from blog.models import Category, Entry, Post
from blog.models.entry import reserved_words
from core.html import MAX_CHARACTERS, clean_article, has_content
from core.slugs import free_slug, make_slug
from media.models import Picture

Content = dict[str, Any]

MAX_LINE = 10_000
MAX_NAMES = 200
EMPTY_PARAGRAPH = "<p></p>"

TEXTS = ("title", "teaser", "body", "search_title", "search_description")
POST_FIELDS = (
    *TEXTS,
    *"cover slug categories tags author are_comments_open shows_health_notice".split(),
)
PAGE_FIELDS = ("title", "body", "search_title", "search_description", "cover", "slug")

# A change of these is a change of the text.
WORDS = ("title", "teaser", "body")


class ContentError(Exception):
    """What was sent is no content. ``is_too_long`` tells whether only its length is wrong."""

    def __init__(self, sentence: str, *, is_too_long: bool = False) -> None:
        super().__init__(sentence)
        self.is_too_long = is_too_long


def fields_of(entry: Entry | type[Entry]) -> tuple[str, ...]:
    return POST_FIELDS if entry._meta.model_name == "post" else PAGE_FIELDS


def content_of(entry: Entry) -> Content:
    """Return the content that the row has."""
    content: Content = {name: getattr(entry, name) for name in fields_of(entry) if name in TEXTS}
    content |= {"cover": entry.cover_id, "slug": "" if entry.slug_follows_title else entry.slug}
    if isinstance(entry, Post):
        content |= {
            "categories": sorted(entry.categories.values_list("pk", flat=True)) if entry.pk else [],
            "tags": sorted(entry.tags.names()) if entry.pk else [],
            "author": entry.author_id,
            "are_comments_open": entry.are_comments_open,
            "shows_health_notice": entry.shows_health_notice,
        }
    return content


def read(model: type[Entry], sent: Any) -> Content:
    """Return what was sent in the form in which it is stored. Fields may be missing. Raises ``ContentError``."""
    if not isinstance(sent, dict):
        raise ContentError(_("This isn’t the text of an article or page."))
    return {name: _read_value(name, sent[name]) for name in fields_of(model) if name in sent}


def _read_value(name: str, value: Any) -> Any:
    if name in TEXTS or name == "slug":
        return _read_text(value, MAX_CHARACTERS if name == "body" else MAX_LINE)
    if name in ("cover", "author"):
        return _read_pk(value) if value is not None else None
    if name in ("categories", "tags") and isinstance(value, list) and len(value) <= MAX_NAMES:
        if name == "categories":
            return sorted({_read_pk(one) for one in value})
        return sorted({text for one in value if (text := _read_text(one, MAX_LINE).strip())})
    if isinstance(value, bool) or (value is None and name == "shows_health_notice"):
        return value
    raise ContentError(_("“%(name)s” can’t have this value.") % {"name": name})


def _read_text(value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise ContentError(_("A text is missing."))
    # Databases can't store these.
    text = value.replace("\0", "").encode(errors="replace").decode()
    if len(text) > longest:
        sentence = ngettext("It is longer than %(most)d character.", "It is longer than %(most)d characters.", longest)
        raise ContentError(sentence % {"most": longest}, is_too_long=True)
    return text


def _read_pk(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise ContentError(_("A number is missing."))
    return value


def digests(content: Content) -> dict[str, str]:
    """Return a short digest of each value."""
    return {
        name: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
        for name, value in content.items()
    }


def apply(entry: Entry, content: Content) -> None:
    """Write the content into the row, as far as its columns can hold it. ``find_errors`` says what they can't."""
    before = [getattr(entry, name, "") for name in WORDS]
    _set_columns(entry, content)
    if not entry.was_public and [getattr(entry, name, "") for name in WORDS] != before:
        entry.updated_at = timezone.now()
    _set_slug(entry, content)
    entry.save()
    if isinstance(entry, Post):
        _set_labels(entry, content)


def _set_columns(entry: Entry, content: Content) -> None:
    for name in fields_of(entry):
        if name in TEXTS:
            setattr(entry, name, content[name][: _max_length(entry, name)])
    while entry.body.endswith(EMPTY_PARAGRAPH):
        entry.body = entry.body.removesuffix(EMPTY_PARAGRAPH)
    if content["cover"] != entry.cover_id:
        entry.cover = Picture.objects.filter(pk=content["cover"] or 0).first()
    if isinstance(entry, Post):
        entry.are_comments_open = content["are_comments_open"]
        entry.shows_health_notice = content["shows_health_notice"]
        if content["author"] != entry.author_id:
            entry.author = authors().filter(pk=content["author"] or 0).first() or entry.author


def authors() -> Any:
    """Return the users who may be the author of an article."""
    return User.objects.filter(Q(is_staff=True) | Q(profile__isnull=False)).order_by("display_name", "pk")


def _set_slug(entry: Entry, content: Content) -> None:
    """Set the slug that was chosen. Without one, that of an entry which was never public follows the title."""
    chosen = content["slug"].strip()
    entry.slug_follows_title = not chosen and not entry.was_public
    for _attempt in range(2):  # Somebody else may claim the free one at the same time.
        wanted = chosen or (_free_slug(entry, content["title"]) if entry.slug_follows_title else entry.slug)
        with suppress(ValidationError):
            (entry.move_to if entry.was_public else entry.rename)(wanted)
            return


@transaction.atomic
def begin_article(word: str, author: User) -> Post:
    """Make a draft about a word."""
    post = Post(title=word.capitalize(), author=author)
    post.move_to(_free_slug(post, word))
    post.save()
    return post


def _free_slug(entry: Entry, title: str) -> str:
    words = make_slug(title) or make_slug(_("Without a title"))
    reserved = reserved_words()

    def is_taken(slug: str) -> bool:
        try:
            entry.clean_slug(slug)
        except ValidationError:
            return True
        return False

    return free_slug(words if words not in reserved else f"{words}-{entry._meta.model_name}", is_taken)


def _set_labels(post: Post, content: Content) -> None:
    kept = content_of(post)
    if content["categories"] != kept["categories"]:
        post.categories.set(Category.objects.filter(pk__in=content["categories"]))
    if content["tags"] != kept["tags"]:
        longest = Tag._meta.get_field("name").max_length
        post.tags.set([name[:longest] for name in content["tags"]])


def find_errors(entry: Entry, content: Content) -> dict[str, str]:
    """Return what must be set right before it is published: a sentence by the name of the field."""
    errors = {name: sentence for name in fields_of(entry) if (sentence := _too_long(entry, name, content[name]))}
    if not content["title"].strip():
        errors["title"] = _("There is no title yet.")
    if not has_content(clean_article(content["body"])):
        errors["body"] = _("There is no text yet.")
    slug = content["slug"].strip()
    if slug and slug != entry.slug:
        try:
            entry.clean_slug(slug)
        except ValidationError as error:
            errors["slug"] = " ".join(error.messages)
    return errors


def _max_length(entry: Entry, name: str) -> int | None:
    field: Any = entry._meta.get_field(name)
    longest: int | None = field.max_length
    return longest


def _too_long(entry: Entry, name: str, value: Any) -> str:
    longest = _max_length(entry, name) if name in TEXTS else None
    if not longest or len(value) <= longest:
        return ""
    sentence = ngettext(
        "This is %(length)d characters long, and can have %(most)d.",
        "This is %(length)d characters long, and can have %(most)d.",
        longest,
    )
    return sentence % {"length": len(value), "most": longest}


def preview(entry: Entry, content: Content) -> Entry:
    """Return the entry as it would be with this content. It is not saved."""
    shown: Any = copy(entry)
    _set_columns(shown, content)
    shown._meta.get_field("html").pre_save(shown, False)
    shown.published_at = shown.published_at or timezone.now()
    if isinstance(shown, Post):
        shown._prefetched_objects_cache = {  # type: ignore[attr-defined]
            "categories": Category.objects.filter(pk__in=content["categories"]),
            "tags": Tag.objects.filter(name__in=content["tags"]),
        }
    found: Entry = shown
    return found
