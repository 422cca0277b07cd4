"""The versions of one article or page: listed by day, compared, thinned."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.desk.content import TEXTS, Content, content_of, fields_of
from blog.desk.differences import Paragraph, Part, compare_html, compare_text, is_changed
from blog.models import Category, Entry, Page, Post, Revision
from media.models import Picture

# Rows are deleted in steps, so that no step locks the database for long.
STEP = 500


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting that changed, in words. ``parts`` are for a line of text."""

    label: str
    before: str = ""
    after: str = ""
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    title: list[Part]
    body: list[Paragraph]
    settings: list[SettingChange]
    pictures: tuple[Picture | None, Picture | None] | None

    @property
    def is_empty(self) -> bool:
        return not (is_changed(self.title) or self.body_is_changed or self.settings or self.pictures)

    @property
    def body_is_changed(self) -> bool:
        return any(one.is_restyled or is_changed(one.parts) for one in self.body)


def compare(entry: Entry, before: Content, after: Content) -> Difference:
    before, after = _whole(entry, before), _whole(entry, after)
    covers = before["cover"], after["cover"]
    return Difference(
        title=compare_text(before["title"], after["title"]),
        body=compare_html(before["body"], after["body"]),
        settings=list(_setting_changes(entry, before, after)),
        pictures=(_picture(covers[0]), _picture(covers[1])) if covers[0] != covers[1] else None,
    )


def _whole(entry: Entry, content: Content) -> Content:
    """Fill in what a version does not have, from before there was such a field."""
    return {**content_of(entry), **content}


def _picture(pk: int | None) -> Picture | None:
    return Picture.objects.filter(pk=pk or 0).first()


def _setting_changes(entry: Entry, before: Content, after: Content) -> Iterator[SettingChange]:
    for name in fields_of(entry):
        if name in ("title", "body", "cover") or before[name] == after[name]:
            continue
        field: Any = None if name == "slug" else entry._meta.get_field(name)
        label = str(field.verbose_name) if field else _("address")
        if name in TEXTS:
            yield SettingChange(label, parts=compare_text(before[name], after[name]))
        else:
            yield SettingChange(label, _in_words(name, before[name]), _in_words(name, after[name]))


def _in_words(name: str, value: Any) -> str:
    if name == "slug":
        return value or _("made from the title")
    if name == "author":
        return str(User.objects.filter(pk=value or 0).first() or "")
    if name == "categories":
        return ", ".join(Category.objects.filter(pk__in=value).order_by("path").values_list("name", flat=True))
    if name == "tags":
        return ", ".join(value)
    return {None: _("as the topics say"), True: _("yes"), False: _("no")}[value]


def by_day(revisions: list[Revision]) -> list[tuple[Any, list[Revision]]]:
    """Group versions, the newest first, by the day on which they were saved."""
    return [(day, list(rows)) for day, rows in groupby(revisions, key=lambda one: timezone.localdate(one.saved_at))]


def before(revision: Revision) -> Revision | None:
    """Return the version from which this one went on."""
    return Revision.objects.for_entry(revision.entry).taken().filter(pk__lt=revision.pk).order_by("-pk").first()


def thin() -> int:
    """Of sittings that are older than 30 days, keep the last one of each day and entry. Publications, and what is
    being worked on, stay. Return the number deleted."""
    deleted = 0
    for model in (Post, Page):
        kind = str(model._meta.model_name)
        due = Revision.objects.thinnable().filter(**{f"{kind}__isnull": False}).order_by().values_list(kind, flat=True)
        for pk in due.distinct():
            deleted += _thin_entry(model(pk=pk))
    return deleted


@transaction.atomic
def _thin_entry(entry: Entry) -> int:
    newest = Revision.objects.for_entry(entry).newest()
    rows = (
        Revision.objects.for_entry(entry).thinnable().order_by("-pk").values_list("pk", "saved_at", "kind", "person_id")
    )
    seen: set[Any] = set()
    doomed = []
    for pk, saved_at, kind, person in rows:
        # What was kept aside went into no later version.
        stream = person if kind == Revision.Kind.ASIDE else None
        key = (timezone.localdate(saved_at), kind == Revision.Kind.ASIDE, stream)
        if key in seen and (newest is None or pk != newest.pk):
            doomed.append(pk)
        seen.add(key)
    for start in range(0, len(doomed), STEP):
        Revision.objects.filter(pk__in=doomed[start : start + STEP]).delete()
    return len(doomed)
