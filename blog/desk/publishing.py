"""Make an article or page public, now or at a date, and take it back. Call these with the entry locked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from blog.desk import content as contents
from blog.desk.saving import Conflict, Saved, Sent, Writer, add, current, has_changes, save
from blog.models import Entry, Revision

Kind = Revision.Kind


@dataclass(frozen=True, slots=True)
class Refused:
    """What must be set right first: sentences by the name of the field. What was sent is saved."""

    errors: dict[str, str]


def publish(
    entry: Entry, sent: Sent, when: datetime | None = None, *, update_date: bool = False
) -> Saved | Conflict | Refused:
    """Save, and show the entry to readers from ``when`` on: without it now, or as long as they already see it.

    ``update_date`` tells readers that what was public already is new.
    """
    saved = save(entry, sent)
    if isinstance(saved, Conflict):
        return saved
    now = saved.current
    newest = now.newest
    if saved.is_repeated and newest and newest.kind == Kind.PUBLICATION:
        return saved
    errors = contents.find_errors(entry, now.content)
    if when and entry.unpublished_at and entry.unpublished_at > timezone.now() and when >= entry.unpublished_at:
        errors["when"] = _("It would end before it begins: choose another date, or let it stay public.")
    if errors:
        return Refused(errors)
    _set_dates(entry, when, update_date=update_date)
    content = {**now.content, "slug": now.content["slug"].strip() or entry.slug}
    revision = add(entry, now, content, sent, Kind.PUBLICATION, is_new=False)
    return Saved(current(entry), revision.saved_at)


def _set_dates(entry: Entry, when: datetime | None, *, update_date: bool) -> None:
    now = timezone.now()
    if entry.has_ended or (entry.unpublished_at and not entry.is_out_or_scheduled):
        entry.unpublished_at = None
    if entry.is_public and when is None:
        entry.updated_at = now if update_date else entry.updated_at
    else:
        is_hidden = entry.state != entry.State.PUBLISHED
        is_kept = when is None and is_hidden and not update_date and _was_public_before(entry)
        entry.published_at = entry.published_at if is_kept else when or now
        entry.updated_at = now
    entry.state = entry.State.PUBLISHED
    entry.review_asked_at = None


def _was_public_before(entry: Entry) -> bool:
    """Tell whether it was public on its date, as far as the versions know."""
    is_past = entry.published_at is not None and entry.published_at <= timezone.now()
    return is_past and Revision.objects.for_entry(entry).filter(kind=Kind.PUBLICATION).exists()


def hide(entry: Entry, state: str, writer: Writer) -> None:
    """Make it a draft or private. From now on its row follows what is written."""
    now = current(entry)
    entry.state, entry.unpublished_at = state, None
    entry.save(update_fields=["state", "unpublished_at"])
    if has_changes(now) or now.outside:
        add(entry, now, now.content, Sent(writer, {}, now.base), is_new=False)


def end_at(entry: Entry, moment: datetime | None) -> None:
    """Let it be public until ``moment``, or without an end. Raises ``ValueError`` with a sentence."""
    if not entry.is_out_or_scheduled:
        raise ValueError(_("It isn’t public."))
    if moment and moment <= max(timezone.now(), entry.published_at or timezone.now()):
        raise ValueError(_("This date is before the one on which it becomes public."))
    entry.unpublished_at = moment
    entry.save(update_fields=["unpublished_at"])


def discard(entry: Entry, writer: Writer) -> Saved:
    """Go back to what is public. What is discarded stays a version."""
    now = current(entry)
    if not has_changes(now):
        return Saved(now, timezone.now())
    revision = add(entry, now, contents.content_of(entry), Sent(writer, {}, now.base), Kind.RESTORATION)
    return Saved(current(entry), revision.saved_at)


def restore(entry: Entry, revision: Revision, writer: Writer) -> Saved:
    """Go on from an earlier version. The address stays as it is."""
    now = current(entry)
    values = {name: value for name, value in revision.content.items() if name in now.content and name != "slug"}
    made = add(entry, now, {**now.content, **values}, Sent(writer, {}, now.base), Kind.RESTORATION)
    return Saved(current(entry), made.saved_at)
