"""Tell the browser that a form was saved, so that it deletes the draft on the device (static/js/admin-drafts.js)."""

import re
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.messages import WARNING, get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

View = Callable[..., HttpResponseBase]

FORM_FIELD = "draft_name"
DRAFT_NAME = re.compile(r"[0-9a-z]{8,40}")
DAY_IN_SECONDS = 86_400


def report_saved_drafts(view: View) -> View:
    """Set a cookie for each draft named in the form, if ``view`` has saved the form.

    An admin view that saves redirects. One that does not save shows the form again, or redirects with a warning.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code in (302, 303) and not _has_warning(request):
            for name in filter(DRAFT_NAME.fullmatch, request.POST.getlist(FORM_FIELD)[:3]):
                response.set_cookie(
                    f"draft-saved-{name}",
                    "1",
                    max_age=DAY_IN_SECONDS,
                    path=reverse("admin:index"),
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Strict",
                )
        return response

    return wrapped


def _has_warning(request: HttpRequest) -> bool:
    messages = get_messages(request)
    was_warned = any(message.level >= WARNING for message in messages)
    if isinstance(messages, BaseStorage):
        messages.used = False  # They were read here, but not shown yet.
    return was_warned
