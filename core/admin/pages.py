from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_admin_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the admin that is none of Django's own, with what the admin's base template needs."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
