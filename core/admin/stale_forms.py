"""Two tabs of the admin do not overwrite each other's changes.

A form carries a digest of each value that it was made from. When it is sent, the digests are compared with the stored
values, under a lock on the row. If somebody has changed a value that the form would overwrite, nothing is saved. The
form is shown again with the stored values beside it, and saved when it is sent again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.labels import PlainLabelAdmin
from core.admin.widgets import RichText
from core.html import Segment, clean_article, segments

VERSION_FIELD = "_version"


@dataclass(frozen=True, slots=True)
class StoredValue:
    """The stored value of a field with its label: as text, or as rich text."""

    label: str
    text: str = ""
    segments: list[Segment] = field(default_factory=list)


class StaleFormAdmin(PlainLabelAdmin):
    """Refuses a form made from values that somebody has changed since.

    A form without a version is not compared. A template for the form must extend the one named here.
    """

    change_form_template = "admin/core/stale_change_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            self._lock(self.get_object(request, unquote(object_id)))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form_class: Any = super().get_form(request, obj, change, **kwargs)
        if request.method != "POST" or obj is None or not request.POST.get(VERSION_FIELD):
            return form_class

        def clean(form: Any) -> Any:
            """Last of what the form checks, and before anything that a form may write."""
            cleaned = form_class.clean(form)
            form.stored_meanwhile = self._stored_meanwhile(request, form)
            if form.stored_meanwhile:
                form.add_error(None, _("Nothing was saved: somebody else has saved this since you opened it."))
            return cleaned

        return type(form_class.__name__, (form_class,), {"clean": clean})

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs and obj.pk:
            kwargs["data"] = _recreate_deleted_rows(kwargs["data"], prefix, kwargs["queryset"])
        return kwargs

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = context["adminform"].form
        if context.get("original"):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["version"] = json.dumps(_version(form, formsets))
            context["stored_meanwhile"] = getattr(form, "stored_meanwhile", [])
            context["last_saved"] = _last_saved(context["original"]) if context["stored_meanwhile"] else None
        return super().render_change_form(request, context, *args, **kwargs)

    def _lock(self, obj: Any) -> None:
        if obj is not None:
            list(self.model._base_manager.select_for_update().filter(pk=obj.pk).values_list("pk"))

    def _formsets(self, request: HttpRequest, obj: Any) -> Iterator[Any]:
        for formset_class, inline in self.get_formsets_with_inlines(request, obj):
            prefix = formset_class.get_default_prefix()
            yield formset_class(**self.get_formset_kwargs(request, obj, inline, prefix))

    def _stored_meanwhile(self, request: HttpRequest, form: Any) -> list[StoredValue]:
        """Return the values that this form would overwrite and its sender has not seen."""
        seen = _read_version(request.POST[VERSION_FIELD])
        formsets = list(self._formsets(request, form.instance))
        stored = _version(form, formsets)
        unseen = {name for name, digest in stored.items() if name in seen and seen[name] != digest}
        values = [_stored_value(form, name) for name in form.changed_data if name in unseen]
        return values + [_stored_rows(rows) for rows in formsets if rows.prefix in unseen and rows.has_changed()]


def _version(form: Any, formsets: Iterable[Any]) -> dict[str, str]:
    """A digest of each value as it is stored, whatever was sent."""
    values = {name: _digest(form[name].initial) for name in form.fields}
    return values | {formset.prefix: _digest(_rows(formset)) for formset in formsets}


def _read_version(sent: str) -> dict[str, str]:
    try:
        version = json.loads(sent)
    except ValueError:
        return {}
    return version if isinstance(version, dict) else {}


def _digest(value: Any) -> str:
    if isinstance(value, (list, tuple, models.QuerySet)):
        value = sorted(str(getattr(one, "pk", one)) for one in value)
    value = getattr(value, "pk", value)
    return hashlib.sha256(str(value).encode()).hexdigest()[:16]


def _rows(formset: Any) -> list[dict[str, Any]]:
    """The stored rows of an inline, each with what its form shows."""
    shown = [*formset.form.base_fields]
    return [{"pk": row.pk, **forms.model_to_dict(row, fields=shown)} for row in formset.queryset.all()]


def _stored_value(form: Any, name: str) -> StoredValue:
    shown, value = form.fields[name], form[name].initial
    label = str(form[name].label)
    if isinstance(shown.widget, RichText):
        return StoredValue(label, segments=segments(clean_article(value or "")))
    return StoredValue(label, _format_value(shown, value))


def _format_value(shown: Any, value: Any) -> str:
    if isinstance(value, (list, tuple, models.QuerySet)):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(shown, forms.ModelChoiceField):
        return str(shown.queryset.filter(pk=value).first() or "") if shown.queryset is not None else ""
    if isinstance(shown, forms.ChoiceField):
        choices: Any = shown.choices
        return str(dict(choices).get(value, value))
    if isinstance(value, datetime):
        return str(localize(timezone.localtime(value)))
    return str(localize(value)) if isinstance(value, (date, int, float)) else str(value or "")


def _stored_rows(formset: Any) -> StoredValue:
    lines = (" · ".join(str(value) for key, value in row.items() if key != "pk") for row in _rows(formset))
    return StoredValue(capfirst(str(formset.model._meta.verbose_name_plural)), "\n".join(lines))


def _last_saved(obj: Any) -> LogEntry | None:
    kind = ContentType.objects.get_for_model(obj)
    saved = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk), action_flag=CHANGE)
    return saved.select_related("user").order_by("-action_time").first()


def _recreate_deleted_rows(data: QueryDict, prefix: str, rows: models.QuerySet[Any]) -> QueryDict:
    """Rows of an inline that are gone by now, behind those that are there: saved, they are made again."""
    named = [re.fullmatch(rf"{re.escape(prefix)}-(\d{{1,4}})-id", key) for key in data]
    places = sorted(int(name[1]) for name in named if name and data[name[0]])
    there = {str(pk) for pk in rows.values_list("pk", flat=True)}
    lost = [place for place in places if data[f"{prefix}-{place}-id"] not in there]
    if not lost:
        return data
    kept = [place for place in places if place not in lost]
    moved = {old: new for new, old in enumerate(kept + lost)}
    changed = QueryDict(mutable=True)
    for key, values in data.lists():
        found = re.fullmatch(rf"{re.escape(prefix)}-(\d+)-(.+)", key)
        if found and (old := int(found[1])) in moved:
            key = f"{prefix}-{moved[old]}-{found[2]}"
            values = [""] if old in lost and found[2] == "id" else values
        changed.setlist(key, values)
    changed[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    return changed
