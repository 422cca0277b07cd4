"""The lists of the admin: tabs and quick filters above, a template for each row, and bulk acts as buttons."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation, helpers
from django.contrib.admin.actions import delete_selected
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.labels import PlainLabelAdmin


class ListAdmin(PlainLabelAdmin):
    """A model whose list has the template ``admin/APP/MODEL/_row.html`` for each ``row``.

    Its actions are buttons. After one, ``messages`` may show an ``undo_button``, whose fields ``undo_url`` gets.
    """

    change_list_template = "admin/core/list.html"
    list_title: str | Promise = ""
    add_label: str | Promise = gettext_lazy("New")
    # What is said above the list.
    introduction: str | Promise = ""
    # What is said of a list without rows.
    empty_sentence: str | Promise = gettext_lazy("There is nothing here.")
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if "index" in request.POST and not request.POST.getlist(helpers.ACTION_CHECKBOX_NAME):
            messages.warning(request, _("Please choose some first."))
            return redirect(request.get_full_path())
        context = {
            "title": self.list_title or capfirst(self.opts.verbose_name_plural),
            "add_label": self.add_label,
            "introduction": self.introduction,
            "empty_sentence": self.empty_sentence,
            "row_template": f"admin/{self.opts.app_label}/{self.opts.model_name}/_row.html",
            "undo_url": self.undo_url(),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def undo_url(self) -> str:
        return ""

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Name Django's deletion, which asks first, in fewer words."""
        actions: dict[str, Any] = super().get_actions(request, action_location)
        if (own := actions.pop("delete_selected", None)) is not None:
            said = own.description if own.func is not delete_selected else _("Delete…")
            actions["delete_selected"] = replace(own, description=said, plural_description=said)
        return actions


class OrderedListAdmin(ListAdmin):
    """A list of a model with a ``position``, which is changed in the list itself."""

    change_list_template = "admin/core/ordered_list.html"
    list_display = ["__str__", "position"]
    list_editable = ["position"]
    list_per_page = 200


def undo_button(fields: Iterable[tuple[str, Any]]) -> SafeString:
    """Return a button of the form with the id ``undo``, which is on each list, and what it sends."""
    field = '<input type="hidden" form="undo" name="{}" value="{}">'
    button = '<button form="undo" class="undo">{}</button>'
    return format_html_join("", field, fields) + format_html(button, _("Undo"))
