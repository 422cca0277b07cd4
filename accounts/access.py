"""Access to the admin: sign-in with allauth, and a second factor for staff."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from accounts.sign_in import devices, second_factor
from accounts.sign_in.next_url import next_url as accounts_next_url
from accounts.sign_in.next_url import url_after_sign_in
from core.web.http import SAFE_METHODS

View = Callable[..., HttpResponseBase]


def signed_in_user(request: HttpRequest) -> User:
    """Return the user of a request that only signed-in users can make."""
    return cast(User, request.user)


def sign_in_url(next_url: str) -> str:
    url = reverse("account_login")
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: next_url})}" if next_url else url


def sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect from the admin's sign-in page to the site's own, or refuse somebody who is signed in without access."""
    asked_for = accounts_next_url(request)
    if not request.user.is_authenticated:
        return redirect(sign_in_url(asked_for))
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied
    return redirect(asked_for or "admin:index")


def return_to_form(view: View) -> View:
    """If the session has ended when a form is sent, make the sign-in lead back to the page with the form."""

    @wraps(view)
    def guarded_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not request.user.is_authenticated:
            return redirect(sign_in_url(url_after_sign_in(request)))
        return view(request, *args, **kwargs)

    return guarded_view


def second_factor_required(view: View) -> View:
    """Wrap a view for staff. It asks for a second factor, which staff may put off during the days of grace."""

    @wraps(view)
    def guarded_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        devices.update_last_seen(request)
        due_at = second_factor.due_at(signed_in_user(request))
        if due_at and due_at <= timezone.now():
            return redirect("mfa_index")
        request.second_factor_due_at = due_at  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded_view
