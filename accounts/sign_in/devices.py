"""Recognise the browsers of an account by a cookie, which is only sent to the pages of the account."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import Device, User
from core.tokens import keyed_hash
from core.web.http import header_text

COOKIE = "device"
SESSION_HAS_DEVICE = "has_device"

LAST_SEEN_INTERVAL = timedelta(minutes=5)


def known_token(request: HttpRequest, email: str) -> str | None:
    """Return the token of this browser if somebody has signed in with it to the account of ``email``, or else an empty
    text."""
    token = _token(request)
    if token and Device.objects.filter(user__email=email, token=token).exists():
        return token
    return None


def record_sign_in(request: HttpRequest, user: User, response: HttpResponse) -> bool:
    """Record that ``user`` has signed in with this browser. Return whether it is a new browser of an account with
    others."""
    secret = request.COOKIES.get(COOKIE, "") if _token(request) else secrets.token_urlsafe(32)
    has_others = Device.objects.filter(user=user).exists()
    device, is_new = Device.objects.get_or_create(user=user, token=_hash(secret))
    if device.session_key and device.session_key != request.session.session_key:
        Session.objects.filter(session_key=device.session_key).delete()
    device.session_key = request.session.session_key
    device.user_agent = header_text(request, "User-Agent")
    device.signed_in_at = device.last_seen_at = timezone.now()
    device.save()
    request.session[SESSION_HAS_DEVICE] = True
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.DEVICE_COOKIE_AGE,
        path=reverse("mfa_index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return is_new and has_others


def update_last_seen(request: HttpRequest) -> None:
    """Record, every few minutes, that the browser is in use."""
    if SESSION_HAS_DEVICE in request.session:
        before = timezone.now() - LAST_SEEN_INTERVAL
        stale = Device.objects.filter(session_key=request.session.session_key, last_seen_at__lt=before)
        if stale.exists():
            stale.update(last_seen_at=timezone.now())


def follow_session_key(request: HttpRequest) -> None:
    """Store the new key if the session's key has changed during this request, as after a change of the password."""
    before = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    Device.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _token(request: HttpRequest) -> str | None:
    secret = request.COOKIES.get(COOKIE, "")
    return _hash(secret) if 20 <= len(secret) <= 60 else None


def _hash(secret: str) -> str:
    return keyed_hash("accounts.device", secret)
