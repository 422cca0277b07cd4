from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def render_admin_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the admin that is none of Django's own, with what the admin's base template needs."""
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)


def next_url(request: HttpRequest, otherwise: str) -> str:
    """Return the URL ``next`` of the form or address if it is on this site, and else that of the view ``otherwise``."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse(otherwise)
