"""Import articles and pages. Of a later export, those that nobody has changed here are updated.

A digest of what the import has written tells whether somebody has.
"""

import hashlib
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag

from blog.models import Page, Post, Revision, SiteTexts
from core.html import MAX_CHARACTERS
from core.quotes import quoted
from core.slugs import is_slug, make_slug
from wordpress import seo
from wordpress.models import ImportedRow
from wordpress.parse import plain
from wordpress.records import Item
from wordpress.texts import cover_of, length_of, text_of
from wordpress.unplaced import keep_comments

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind
INTRODUCED_ROUTES = {"apply", "articles"}
POST_STATES = {"publish": Post.State.PUBLISHED, "future": Post.State.PUBLISHED, "private": Post.State.PRIVATE}
POST_STATES |= dict.fromkeys(("draft", "pending", "auto-draft"), Post.State.DRAFT)
MAX_TITLE, MAX_TEASER, MAX_SLUG = 200, 400, 180
# What tells whether somebody has changed an article or page here.
WATCHED = "title body teaser state published_at are_comments_open author_id cover_id".split()
WATCHED += ["search_title", "search_description"]

Entry = Post | Page


def why_left_out(item: Item) -> str:
    if item.status == "trash":
        return _("it was in WordPress’s bin")
    if len(item.content) > MAX_CHARACTERS and length_of(item) > MAX_CHARACTERS:
        return _("its text has more than %d characters") % MAX_CHARACTERS
    return ""


def import_post(run: "ImportRun", item: Item, key: str) -> Post | None:
    """Return the article, new or from an earlier import; ``None`` if it was deleted here."""
    values = {
        **_values(run, item, is_dated=_state(item) == Post.State.PUBLISHED),
        "teaser": _teaser(run, item),
        "author": run.users[item.creator.casefold()],
        "state": _state(item),
        "are_comments_open": item.are_comments_open,
        "guid": item.guid,
    }
    terms = (
        [run.categories[(term.slug or term.name).casefold()].pk for term in item.categories],
        [run.tags[(term.slug or term.name).casefold()].pk for term in item.tags],
    )
    with transaction.atomic():
        post: Post | None = _import_entry(run, item, key, Post(**values), terms)
    return post


def _state(item: Item) -> str:
    """Return the state of an article. One that WordPress's own states do not have is for the coach to decide."""
    return Post.State.PRIVATE if item.has_password else POST_STATES.get(item.status, Post.State.DRAFT)


def import_page(run: "ImportRun", item: Item, key: str) -> None:
    keep_comments(run, item, _("below a page, where there is no thread"))
    is_public = item.status == "publish" and not item.has_password
    if run.find_id(Kind.INTRODUCTION, key):
        run.report.tally_for(item.kind).already_there += 1
        return
    values = _values(run, item, is_dated=True)
    with transaction.atomic():
        if item.slug in INTRODUCED_ROUTES and is_public and not run.find_id(Kind.PAGE, key):
            _introduce_route(run, item, key)
            return
        state = Page.State.PUBLISHED if is_public else Page.State.DRAFT
        _import_entry(run, item, key, Page(**values, state=state), ([], []))


def _values(run: "ImportRun", item: Item, *, is_dated: bool) -> dict[str, Any]:
    """Return the columns that articles and pages have. Its files are brought now. ``is_dated``: it must have a date."""
    otherwise = item.modified_at or run.exported_at or timezone.now()
    return {
        "title": item.title[:MAX_TITLE] or _("(no title)"),
        "body": text_of(run, item),
        "cover": cover_of(run, item),
        "published_at": item.published_at or (otherwise if is_dated else None),
        "updated_at": item.modified_at or item.published_at or otherwise,
        **seo.values(run, item),
    }


def _teaser(run: "ImportRun", item: Item) -> str:
    teaser = plain(item.excerpt)
    if len(teaser) <= MAX_TEASER:
        return teaser
    run.report.note(_("The excerpt of “%s” is longer than a teaser can be. Its end was cut.") % item.title)
    return f"{teaser[: MAX_TEASER - 1].rpartition(' ')[0]}…"


def _import_entry(run: "ImportRun", item: Item, key: str, entry: Any, terms: tuple[list[int], list[int]]) -> Any:
    """Return the row, new or from an earlier import; ``None`` if it was deleted or put into the bin here."""
    kind, model = (Kind.POST, Post) if isinstance(entry, Post) else (Kind.PAGE, Page)
    row = run.find(kind, key)
    if row is None:
        _add(run, item, entry, terms)
        run.remember(kind, key, entry.pk, _digest(entry, terms))
        run.report.tally_for(item.kind).imported += 1
        _note_state(run, item, entry)
        result = entry
    else:
        result = model._default_manager.filter(pk=row.object_id).first()
        if result is None or result.is_binned:
            run.report.tally_for(item.kind).left_out[_in_bin_or_deleted(result)] += 1
            return None
        run.report.tally_for(item.kind).already_there += 1
        _follow(run, item, row, result, entry, terms)
        if item.slug:
            result.redirect_from(item.slug)
    former = map(unquote, filter(None, map(str.strip, item.meta.get("_wp_old_slug", []))))
    # Such as /comments/, which no entry can have here.
    others = [f"/{slug}" for slug in former if not result.redirect_from(slug)]
    run.remember_addresses(kind, result.pk, item.link, item.guid, *others)
    run.files.remember_places(kind, result.pk)
    return result


def _add(run: "ImportRun", item: Item, entry: Any, terms: tuple[list[int], list[int]]) -> None:
    _assign_slug(run, entry, item)
    entry.save()
    _set_terms(entry, terms)


def _set_terms(entry: Entry, terms: tuple[list[int], list[int]]) -> None:
    if isinstance(entry, Post):
        entry.categories.set(terms[0])
        entry.tags.set(Tag.objects.filter(pk__in=terms[1]))


def _follow(run: "ImportRun", item: Item, row: ImportedRow, entry: Any, new: Any, terms: Any) -> None:
    """Update an article or page from a later export, unless somebody has changed it here."""
    if not item.published_at and not item.modified_at:
        new.published_at = entry.published_at
    wanted, present = _digest(new, terms), digest_of(entry)
    if wanted in (present, row.digest):
        if wanted == present != row.digest:
            ImportedRow.objects.filter(pk=row.pk).update(digest=wanted)
        return
    if present != row.digest or _is_being_written(entry):
        reason = _("changed here since the last import, and kept as it is")
        run.report.tally_for(item.kind).kept[reason] += 1
        run.report.note(_("“%s” has changed in WordPress, and here too. It was kept as it is here.") % entry)
        return
    for field in (*WATCHED, "updated_at"):
        if hasattr(new, field):
            setattr(entry, field, getattr(new, field))
    entry.save()
    _set_terms(entry, terms)
    ImportedRow.objects.filter(pk=row.pk).update(digest=wanted)
    run.report.tally_for(item.kind).updated += 1


def _is_being_written(entry: Entry) -> bool:
    """Tell whether somebody has a working copy that is not published."""
    newest = Revision.objects.for_entry(entry).newest()
    return newest is not None and not newest.is_applied


def digest_of(entry: Entry) -> str:
    """Return the digest of an article or page as it is here now."""
    return _digest(entry, _terms_of(entry))


def _terms_of(entry: Entry) -> tuple[list[int], list[int]]:
    if isinstance(entry, Page):
        return [], []
    return [*entry.categories.values_list("pk", flat=True)], [*entry.tags.values_list("pk", flat=True)]


def _digest(entry: Entry, terms: tuple[list[int], list[int]]) -> str:
    values = [str(getattr(entry, field, "")) for field in WATCHED]
    values[WATCHED.index("published_at")] = entry.published_at.isoformat() if entry.published_at else ""
    content = json.dumps([values, sorted(set(terms[0])), sorted(set(terms[1]))])
    return hashlib.sha256(content.encode()).hexdigest()


def _note_state(run: "ImportRun", item: Item, entry: Entry) -> None:
    """Say what somebody may have to look at."""
    notes = []
    if entry.state == Post.State.PUBLISHED and not item.published_at:
        notes.append(_("“%(title)s” had no valid date."))
    if item.has_password:
        notes.append(_("“%(title)s” had a password. It is private now."))
    if item.status not in POST_STATES:
        notes.append(_("“%(title)s” had the state “%(status)s” in WordPress. It is a draft now."))
    if item.is_sticky:
        notes.append(_("“%(title)s” was sticky: in WordPress it stood first. Here the newest article does."))
    if item.parent and isinstance(entry, Page):
        notes.append(_("“%(title)s” was below another page. Here it is not, but its old address leads to it: %(link)s"))
    names = ", ".join(f"{taxonomy} {quoted(name)}" for taxonomy, name in item.other_terms if taxonomy != "post_format")
    if names:
        notes.append(_("“%(title)s” was in %(names)s. Other taxonomies than categories and tags are not imported."))
    for note in notes:
        run.report.note(note % {"title": entry.title, "names": names, "status": item.status, "link": item.link})


def _introduce_route(run: "ImportRun", item: Item, key: str) -> None:
    """Use the page's text as the introduction of ``/apply/`` or ``/articles/``, unless there is one already."""
    texts = SiteTexts.load()
    name = f"{item.slug}_introduction"
    if getattr(texts, name):
        note = _("The page “%(title)s” was not used: /%(slug)s/ has an introduction already.")
    else:
        setattr(texts, name, text_of(run, item, with_blocks=False))
        texts.save()
        note = _("The page “%(title)s” is the introduction of /%(slug)s/ now.")
    run.report.note(note % {"title": item.title, "slug": item.slug})
    run.remember(Kind.INTRODUCTION, key, texts.pk)
    run.report.tally_for(item.kind).imported += 1


def _assign_slug(run: "ImportRun", entry: Any, item: Item) -> None:
    """Give the entry its WordPress slug, or the nearest one that is valid and free. The old slug redirects."""
    own_slug = item.slug if is_slug(item.slug) else make_slug(item.slug) or make_slug(item.title)
    wanted = own_slug[:MAX_SLUG] or f"{item.kind}-{item.id}"
    endings = ("", f"-{item.kind}", f"-{item.id}", f"-{item.kind}-{item.id}", f"-{item.digest[:12]}")
    for ending in endings:
        with suppress(ValidationError, IntegrityError), transaction.atomic():
            entry.move_to(f"{wanted[: MAX_SLUG - len(ending)]}{ending}")
            break
    if item.slug and entry.slug != item.slug and not entry.redirect_from(item.slug):
        run.report.note(
            _("“%(title)s” is at /%(slug)s/ because /%(wanted)s/ was not available.")
            % {"title": entry.title, "slug": entry.slug, "wanted": item.slug}
        )


def _in_bin_or_deleted(entry: Entry | None) -> str:
    return _("it is in the bin here, and stays there") if entry else _("it was deleted here, and stays deleted")
