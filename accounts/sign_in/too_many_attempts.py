"""The response to a throttled attempt: a page that says how long to wait, and ``Retry-After`` (RFC 6585, 4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts.sign_in import hashing, throttling
from accounts.sign_in.next_url import next_url
from core.web.rate_limits import format_wait, whole_seconds

BUSY_PAUSE = timedelta(seconds=2)


def too_many_attempts(request: HttpRequest, wait: timedelta, *, is_busy: bool = False) -> HttpResponse:
    context = {"wait": format_wait(wait), "is_busy": is_busy, "next": next_url(request)}
    response = render(request, "account/please_wait.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(whole_seconds(wait))
    add_never_cache_headers(response)
    return response


@contextmanager
def throttled(kind: throttling.AttemptKind, email: str, request: HttpRequest) -> Iterator[throttling.Attempt]:
    """Like ``throttling.attempt_for``, in a form or view. A throttled attempt is answered at once."""
    try:
        with throttling.attempt_for(kind, email, request) as attempt:
            yield attempt
    except throttling.ThrottledError as paused:
        raise ImmediateHttpResponse(too_many_attempts(request, paused.wait)) from None
    except hashing.BusyError:
        attempt.withdraw()
        raise ImmediateHttpResponse(too_many_attempts(request, BUSY_PAUSE, is_busy=True)) from None
