"""What the desk's script sends and gets: JSON, whatever happens, and never a redirect."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.access import signed_in_user
from accounts.sign_in.user_agents import describe_user_agent
from blog.desk import content as contents
from blog.desk.saving import Sent, Writer
from blog.models import Entry
from core.web.http import header_text

View = Callable[..., HttpResponseBase]

MAX_KEY = 40


class RefusedRequestError(Exception):
    """The request gets this answer, and changes nothing more."""

    def __init__(self, status: int, **answer: Any) -> None:
        super().__init__(status)
        self.response = JsonResponse(answer, status=status)


def json_view(view: View, guard: Callable[[View], View]) -> View:
    """Wrap a view of the desk's script. ``guard`` is the ``admin_view`` of the site."""
    guarded = guard(view)

    @wraps(view)
    def answering(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return _error(401, _("You are signed out. Sign in again: what you wrote is still here."))
        try:
            response = guarded(request, *args, **kwargs)
        except RefusedRequestError as refusal:
            return refusal.response
        except PermissionDenied:
            return _error(403, _("You may not do this."))
        except Http404:
            return _error(404, _("It was deleted."))
        except (RequestDataTooBig, contents.ContentError) as error:
            is_too_long = getattr(error, "is_too_long", True)
            return _error(413 if is_too_long else 400, str(error))
        except (OperationalError, InternalError, OSError):
            return _error(503, _("The server can’t save at the moment. What you wrote is kept on this device."))
        if 300 <= response.status_code < 400:
            url = response.headers["Location"]
            return _error(403, _("Please set up how you sign in first."), url=url)
        return response

    return answering


def _error(status: int, sentence: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": sentence, **more}, status=status)


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Return the object that was sent, empty if there is no body."""
    try:
        sent = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise RefusedRequestError(400, error=_("This isn’t a JSON object."))
    return sent


def read_sent(request: HttpRequest, model: type[Entry], data: dict[str, Any]) -> Sent:
    number, kept = data.get("number"), data.get("kept")
    return Sent(
        writer=read_writer(request, data),
        content=contents.read(model, data.get("content", {})),
        base=read_key(data, "base"),
        number=number if isinstance(number, int) and 0 < number < 2**31 else 0,
        kept=kept if isinstance(kept, int) and 0 < kept < 2**63 else None,
    )


def read_writer(request: HttpRequest, data: dict[str, Any]) -> Writer:
    name = describe_user_agent(header_text(request, "User-Agent"))
    return Writer(signed_in_user(request), read_key(data, "device"), name[:60])


def read_key(data: dict[str, Any], name: str) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str) or len(value) > MAX_KEY or not value.isprintable():
        raise RefusedRequestError(400, error=_("“%(name)s” can’t have this value.") % {"name": name})
    return value


def read_moment(value: Any) -> datetime | None:
    """Return a date and time in ISO 8601; without a zone, it is in that of the site. ``None`` stays ``None``."""
    if value is None:
        return None
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or not 2000 <= moment.year <= 2200:
        raise RefusedRequestError(422, errors={"when": _("This isn’t a valid date and time.")})
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
