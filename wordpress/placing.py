"""Show files that came later where they were missing: in texts that people may have changed meanwhile."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet

from blog.desk.saving import rewrite_working_copy
from blog.html_links import Link, Span, find_links, format_href, replace_spans
from blog.models import Page, Post
from core.html import block_marker
from wordpress.content.media_writers import NAMED_PICTURE
from wordpress.entries import digest_of
from wordpress.file_addresses import bare_host, family_of, file_address
from wordpress.models import ImportedRow, MissingPlace, OldFile

# A link that stands alone in its paragraph.
BEFORE, AFTER = re.compile(r"<p>\s*<a\s[^<>]*\Z"), re.compile(r"</a>\s*</p>")
LONGEST_TAG = 2500


def waiting() -> QuerySet[MissingPlace]:
    """Return the places of files that have come."""
    return MissingPlace.objects.exclude(file__picture=None, file__document=None)


def place_all() -> None:
    """Show all files that have come wherever they were missing. It can be repeated, also by two at once."""
    for pk in waiting().order_by("file", "pk").values_list("pk", flat=True):
        _place(pk)


def entries_of(places: Iterable[MissingPlace]) -> dict[tuple[str, int], Post | Page]:
    """Return the articles and pages of these places by kind and id, in a query for each kind."""
    ids: dict[str, set[int]] = {ImportedRow.Kind.POST: set(), ImportedRow.Kind.PAGE: set()}
    for place in places:
        ids[place.kind].add(place.object_id)
    posts = Post._default_manager.in_bulk(ids[ImportedRow.Kind.POST])
    pages = Page._default_manager.in_bulk(ids[ImportedRow.Kind.PAGE])
    return {(ImportedRow.Kind.POST, pk): post for pk, post in posts.items()} | {
        (ImportedRow.Kind.PAGE, pk): page for pk, page in pages.items()
    }


@transaction.atomic
def _place(pk: int) -> None:
    missing = MissingPlace.objects.select_related("file__picture", "file__document").filter(pk=pk).first()
    # Another process may have done it.
    if missing is None or not MissingPlace.objects.filter(pk=pk).delete()[0]:
        return
    file = missing.file
    model: Any = Post if missing.kind == ImportedRow.Kind.POST else Page
    entry = model._default_manager.select_for_update().filter(pk=missing.object_id).first()
    if entry is None:
        return
    rows = ImportedRow.objects.filter(kind=missing.kind, object_id=entry.pk)
    # As long as the row has the digest of the text, a later export updates it. What is placed is no change by a person.
    untouched = [row.pk for row in rows if row.digest == digest_of(entry)]
    changed = _show_cover(entry, file) if missing.is_cover else _show_in_text(entry, file)
    if changed:
        entry.save(update_fields=changed)
        rewrite_working_copy(entry, partial(with_file, file=file))
        rows.filter(pk__in=untouched).update(digest=digest_of(entry))


def _show_cover(entry: Any, file: OldFile) -> list[str]:
    if file.picture is None or entry.cover_id is not None:
        return []
    entry.cover = file.picture
    return ["cover"]


def _show_in_text(entry: Any, file: OldFile) -> list[str]:
    body = with_file(entry.body, file)
    if body == entry.body:
        return []
    entry.body = body
    return ["body", entry.INDEXED_FIELDS["body"]]


def with_file(html: str, file: OldFile) -> str:
    """Return the text with the file: a picture in place of the link that named it, and else links that lead to it."""
    pieces = [_piece(html, link, file) for link in find_links(html) if _leads_to(link.target, file)]
    return replace_spans(html, pieces)


def _piece(html: str, link: Link, file: OldFile) -> tuple[Span, str]:
    before = BEFORE.search(html, max(0, link.href.start - LONGEST_TAG), link.href.start)
    after = AFTER.match(html, link.words.end)
    if file.picture and before and after and link.target.endswith(NAMED_PICTURE):
        return Span(before.start(), after.end()), block_marker("picture", str(file.picture.pk))
    url = file.picture.url if file.picture else file.document.get_absolute_url() if file.document else link.target
    return link.href, format_href(link.href.text_in(html), url)


def _leads_to(target: str, file: OldFile) -> bool:
    try:
        host = bare_host(urlsplit(target.strip()).netloc)
    except ValueError:
        return False
    return file.family in {family_of(file_address(target, one)) for one in (host, "")}
