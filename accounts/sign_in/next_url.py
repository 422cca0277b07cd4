"""Decide where to redirect after the sign-in: only to existing pages that need it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from core.web.http import SAFE_METHODS


def is_staff_page(url: str) -> bool:
    """Tell whether ``url`` is the path of an existing page of the admin or the account.

    URLs that browsers read differently from how they look are refused (https://url.spec.whatwg.org/#url-parsing).
    """
    if not url.startswith("/") or url.startswith("//") or "\\" in url or not url.isprintable():
        return False
    path = urlsplit(url).path
    if not path.startswith((reverse("admin:index"), reverse("mfa_index"))):
        return False
    return any(match and match.url_name for match in (_match(path), _match(f"{path}/")))


def next_url(request: HttpRequest) -> str:
    """Return the requested ``next`` if it is allowed, or an empty text."""
    url = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    return url if is_staff_page(url) else ""


def url_after_sign_in(request: HttpRequest) -> str:
    """Return where to go after the sign-in: to the requested page, or to the page with the form if a form was sent.

    ``static/js`` restores what was typed on that page.
    """
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    form = referer._replace(scheme="", netloc="", fragment="").geturl()
    is_ours = referer.netloc in (request.get_host(), urlsplit(settings.SITE_URL).netloc)
    return form if is_ours and is_staff_page(form) else request.get_full_path()


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
