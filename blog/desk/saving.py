"""Save what somebody writes at the desk: nothing is overwritten that its writer has not seen, and nothing is lost.

Call these functions in a transaction that has locked the entry, see ``lock``.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from blog.desk import content as contents
from blog.desk.content import Content
from blog.desk.pictures import note_pictures
from blog.models import Entry, Post, Revision
from blog.models.revision import key_of, new_token

Kind = Revision.Kind

# In characters. A text of this length is soon written again.
LITTLE = 500


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes. ``device`` names one opening of the desk."""

    person: User
    device: str = ""
    device_name: str = ""

    def owns(self, revision: Revision) -> bool:
        return bool(self.device) and revision.device == self.device and revision.person_id == self.person.pk


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to save. ``base`` is the last save that its writer has seen.

    ``number`` counts the saves of the device, so that one whose answer was lost can be repeated, or followed by a newer
    one with the same base. ``kept`` is the version in which text of the same conflict was kept before.
    """

    writer: Writer
    content: Content
    base: str = ""
    number: int = 0
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Current:
    """What is stored: the content of the newest version, with what was changed in the row by other ways since.

    ``outside`` are the names of these fields.
    """

    base: str
    content: Content
    newest: Revision | None = None
    outside: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Saved:
    current: Current
    saved_at: datetime
    # Whether this request had been carried out before.
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody has saved since. What was sent is in the version ``kept``."""

    current: Current
    kept: Revision


def lock[E: Entry](model: type[E], pk: int) -> E | None:
    """Return the entry, which nobody else can change until the end of the transaction."""
    rows: Any = model._default_manager.select_for_update(no_key=True, of=("self",))
    found: E | None = rows.select_related("address").filter(pk=pk).first()
    return found


def current(entry: Entry) -> Current:
    stored = contents.content_of(entry)
    newest = Revision.objects.for_entry(entry).newest()
    if newest is None:
        digests = contents.digests(stored)
        return Current(contents.digests({"all": digests})["all"], stored)
    kept = {name: newest.content.get(name, value) for name, value in stored.items()}
    outside = {name for name, digest in contents.digests(stored).items() if newest.stored.get(name) != digest}
    # What was not being worked on follows the row.
    follow = {name for name in outside if contents.digests({name: kept[name]})[name] == newest.stored.get(name)}
    base = contents.digests({"all": [newest.token, contents.digests(stored)]})["all"] if outside else newest.token
    return Current(base, {**kept, **{name: stored[name] for name in follow}}, newest, frozenset(outside))


def has_changes(now: Current) -> bool:
    """Tell whether there is something that the row does not have."""
    newest = now.newest
    if newest is None or newest.is_applied:
        return False
    return any(newest.stored.get(name) != digest for name, digest in contents.digests(newest.content).items())


def save(entry: Entry, sent: Sent) -> Saved | Conflict:
    """Save as a working copy; in the row too, unless it is public or scheduled."""
    now = current(entry)
    newest = now.newest
    is_own = newest is not None and sent.writer.owns(newest) and sent.number > 0
    if newest and is_own and sent.number == newest.number and _has(newest, sent.content):
        return Saved(now, newest.saved_at, is_repeated=True)
    has_seen = sent.base == now.base or (newest is None and not sent.base and entry.creation_token is not None)
    if not has_seen and not _may_go_on(now, sent, is_own=is_own):
        return Conflict(now, _keep_aside(entry, sent))
    content = {**now.content, **(sent.content if has_seen else _without_unchanged(now, sent.content))}
    if entry.was_public and not content["slug"].strip():
        content["slug"] = entry.slug
    if content == now.content and not now.outside:
        return Saved(now, newest.saved_at if newest else entry.updated_at)
    revision = add(entry, now, content, sent, is_replacing=has_seen and not _loses_much(now.content, content))
    return Saved(Current(revision.token, content, revision), revision.saved_at)


def _may_go_on(now: Current, sent: Sent, *, is_own: bool) -> bool:
    """Tell whether somebody who has not seen all of ``now`` overwrites none of it unseen.

    Either the last answer to the same device was lost, or the row was changed by another way in fields that this
    request does not change.
    """
    newest = now.newest
    if newest is None:
        return False
    is_answer_lost = is_own and sent.base == newest.made_from and sent.number > newest.number
    return (is_answer_lost or sent.base == newest.token) and not any(
        name in now.outside and value != now.content[name]
        for name, value in _without_unchanged(now, sent.content).items()
    )


def _without_unchanged(now: Current, content: Content) -> Content:
    """Leave out what was changed by another way, and not by the writer."""
    before = now.newest.content if now.newest else {}
    return {name: value for name, value in content.items() if name not in now.outside or value != before.get(name)}


def _loses_much(before: Content, after: Content) -> bool:
    """Tell whether most of the text is gone: then what was there stays a version, even in the same sitting."""
    return len(before["body"]) > LITTLE and len(after["body"]) < len(before["body"]) / 2


def _has(revision: Revision, content: Content) -> bool:
    """Tell whether the version has this content. An empty slug says nothing."""
    return all(revision.content.get(name) == value for name, value in content.items() if name != "slug" or value)


def _keep_aside(entry: Entry, sent: Sent) -> Revision:
    """Store text that was refused, unless it is stored already."""
    own = Revision.objects.for_entry(entry).filter(device=sent.writer.device, person=sent.writer.person).order_by("-pk")
    stored = own.taken().filter(number=sent.number).first() if sent.number else None
    if stored and _has(stored, sent.content):
        return stored
    aside = own.filter(kind=Kind.ASIDE)
    last = aside.filter(pk=sent.kept).first() if sent.kept else aside.first()
    if last and (sent.kept or last.content == sent.content):
        last.content, last.saved_at, last.number = sent.content, timezone.now(), sent.number
        last.save(update_fields=["content", "saved_at", "number"])
        return last
    revision = _new_revision(entry, Kind.ASIDE, sent.content, sent)
    revision.save()
    return revision


def add(
    entry: Entry,
    now: Current,
    content: Content,
    sent: Sent,
    kind: str = Kind.SITTING,
    *,
    is_replacing: bool = False,
    is_new: bool = True,
) -> Revision:
    """Store a version that goes on from ``now``; ``is_replacing`` lets it take the place of the one before in the same
    sitting. The row follows if the version is published, or the entry is neither public nor scheduled.

    ``is_new`` is false if others have seen this content already: what they write goes on from it.
    """
    was_found = _keep_what_was_found(entry, now)
    newest = now.newest if is_replacing and not was_found else None
    if newest and newest.is_of_sitting(sent.writer.person, sent.writer.device):
        revision = newest
    else:
        revision = _new_revision(entry, kind, content, sent)
    revision.content, revision.number, revision.made_from = content, sent.number, sent.base
    revision.token, revision.saved_at = new_token() if is_new else now.base, timezone.now()
    revision.is_applied = kind == Kind.PUBLICATION or not entry.is_out_or_scheduled
    if revision.is_applied:
        contents.apply(entry, content)
    revision.stored = contents.digests(contents.content_of(entry))
    revision.save()
    note_pictures(entry, revision)
    return revision


def _keep_what_was_found(entry: Entry, now: Current) -> bool:
    """Store the row's content as a version if no version has it, before it may be overwritten."""
    if now.newest and not now.outside:
        return False
    stored = contents.content_of(entry)
    if now.newest is None and not (stored["title"] or stored["body"]):
        return False
    kind = Kind.PUBLICATION if now.newest is None and entry.is_out_or_scheduled else Kind.FOUND
    moment = timezone.now() if now.newest else entry.updated_at
    Revision.objects.create(
        **key_of(entry),
        kind=kind,
        content=stored,
        stored=contents.digests(stored),
        is_applied=True,
        saved_at=moment,
        began_at=moment,
    )
    return True


def _new_revision(entry: Entry, kind: str, content: Content, sent: Sent) -> Revision:
    return Revision(
        **key_of(entry),
        kind=kind,
        content=content,
        person=sent.writer.person,
        device=sent.writer.device,
        device_name=sent.writer.device_name,
        number=sent.number,
        made_from=sent.base,
    )


def find_or_make(model: type[Entry], writer: Writer, token: str) -> tuple[Entry, bool]:
    """Return the entry that the first request with this ``token`` has made, locked, or make it; and whether it is
    new."""
    with suppress(IntegrityError), transaction.atomic():
        if not model._default_manager.filter(creation_token=token).exists():
            return _make(model, writer, token), True
    # Here too if the same request was carried out at the same time.
    pk = model._default_manager.filter(creation_token=token).values_list("pk", flat=True).get()
    return model._default_manager.select_for_update(no_key=True).get(pk=pk), False


def _make(model: type[Entry], writer: Writer, token: str) -> Entry:
    new = model(creation_token=token, slug_follows_title=True)
    if isinstance(new, Post):
        new.author = writer.person
    new.move_to(f"draft-{new_token()}")
    new.save()
    return new


def rewrite_working_copy(entry: Entry, rewrite: Callable[[str], str]) -> None:
    """Change the text of what is not public yet, after the row's own text was changed in the same way."""
    newest = Revision.objects.for_entry(entry).newest()
    if newest is None or newest.is_applied:
        return
    body = rewrite(newest.content["body"])
    if body != newest.content["body"]:
        newest.content["body"], newest.token = body, new_token()
    newest.stored["body"] = contents.digests({"body": entry.body})["body"]
    newest.save(update_fields=["content", "token", "stored"])
