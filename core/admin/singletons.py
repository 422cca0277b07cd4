from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.labels import PlainLabelAdmin
from core.singletons import Singleton


class SingletonAdmin(PlainLabelAdmin, admin.ModelAdmin[Singleton]):
    """The admin of a model with one row: its list redirects to its form, which is a page with ``title``."""

    title: ClassVar[Any]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Singleton | None:
        return self.model.load() if object_id == "1" else None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[1]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context |= {"title": self.title, "subtitle": None, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Singleton) -> HttpResponse:
        messages.success(request, _("Saved."))
        return redirect(request.path)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Singleton | None = None) -> bool:
        return False
