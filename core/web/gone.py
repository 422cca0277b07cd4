"""Answer with 410 (RFC 9110, 15.5.11) and not 404 for a page that was taken off the site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found


class Gone(Http404):
    """Raised instead of ``Http404`` for a page that was taken off the site."""


def missing_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The ``handler404`` of the site."""
    if isinstance(exception, Gone):
        return render(request, "410.html", status=410)
    return page_not_found(request, exception)
