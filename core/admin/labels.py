from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class PlainLabelAdmin(admin.ModelAdmin[Any]):
    """A form whose labels end without a colon, as on public pages."""

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["adminform"].form.label_suffix = ""
        return super().render_change_form(request, context, *args, **kwargs)
