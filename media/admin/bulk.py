"""Acts on several pictures or files, from their list, and how labels are taken off and put back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.lists import undo_button
from core.admin.pages import next_url, render_admin_page
from core.web.primary_keys import read_pks
from media import library, uses
from media.models import Label

# The names of hidden fields that say what is undone.
PUT_ON, TAKEN_OFF = "put_on", "taken_off"
MAX_LENGTH = 60


class LabelActionForm(ActionForm):
    label = forms.CharField(
        label=gettext_lazy("Label"),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"form": "bulk", "list": "labels", "autocomplete": "off"}),
    )


@admin.action(description=gettext_lazy("Put the label on"), permissions=["change"])
def put_label_on(model_admin: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    if name := _read_label(request):
        _say_done(request, PUT_ON, name, _put_on(items, name))


@admin.action(description=gettext_lazy("Take the label off"), permissions=["change"])
def take_label_off(model_admin: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    if name := _read_label(request):
        _say_done(request, TAKEN_OFF, name, _take_off(items, name))


@admin.action(description=gettext_lazy("Delete…"), permissions=["delete"])
def delete_selected(model_admin: Any, request: HttpRequest, items: QuerySet[Any]) -> HttpResponse | None:
    """Ask with the names, then delete what is used nowhere. The name replaces Django's own action."""
    free = list(uses.used_nowhere(items))
    if "sure" not in request.POST:
        context = {
            "title": _("Delete for good?"),
            "opts": model_admin.opts,
            "free": free,
            "used": [item for item in items if item not in free],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render_admin_page(request, "admin/media/delete_chosen.html", context)
    deleted = 0
    for item in free:
        with transaction.atomic():
            model_admin.log_deletions(request, items.filter(pk=item.pk))
            try:
                library.delete(item)
                deleted += 1
            except library.InUseError as error:
                transaction.set_rollback(True)
                messages.error(request, f"{item}: {error}")
    messages.success(request, ngettext("%d is deleted.", "%d are deleted.", deleted) % deleted)
    return None


ACTIONS = [put_label_on, take_label_off, delete_selected]


def undo(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Take the ``label`` off again, or put it on again."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    items, name = model_admin.get_queryset(request), _label_in(request)
    if pks := read_pks(request.POST.getlist(PUT_ON)):
        _take_off(items.filter(pk__in=pks), name)
    if (pks := read_pks(request.POST.getlist(TAKEN_OFF))) and name:
        _put_on(items.filter(pk__in=pks), name)
    messages.success(request, _("Undone."))
    return redirect(next_url(request, f"admin:media_{model_admin.opts.model_name}_changelist"))


def _read_label(request: HttpRequest) -> str:
    name = _label_in(request)
    if not name:
        messages.warning(request, _("Please write the label first."))
    return name


def _label_in(request: HttpRequest) -> str:
    return " ".join(request.POST.get("label", "").split())[:MAX_LENGTH]


@transaction.atomic
def _put_on(items: QuerySet[Any], name: str) -> list[int]:
    """Return the primary keys of those that had not had the label."""
    (label,) = Label.objects.named([name])
    changed = list(items.exclude(labels=label))
    for item in changed:
        item.labels.add(label)
    return [item.pk for item in changed]


@transaction.atomic
def _take_off(items: QuerySet[Any], name: str) -> list[int]:
    """Return the primary keys of those that had the label."""
    changed = list(items.filter(labels__name__iexact=name))
    for item in changed:
        item.labels.remove(*Label.objects.filter(name__iexact=name))
    Label.objects.delete_unused()
    return [item.pk for item in changed]


def _say_done(request: HttpRequest, act: str, name: str, pks: Iterable[int]) -> None:
    fields = [(act, pk) for pk in pks]
    if not fields:
        messages.info(request, _("Nothing had to be changed."))
        return
    said = (
        _("Label “%(label)s” put on: %(number)d.") if act == PUT_ON else _("Label “%(label)s” taken off: %(number)d.")
    )
    said %= {"label": name, "number": len(fields)}
    messages.success(request, format_html("{} {}", said, undo_button([("label", name), *fields])))
