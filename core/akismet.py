"""One question to Akismet, asked outside a request, answered in at most ``TIMEOUT`` seconds.

Written from the API's documentation (https://akismet.com/developers/).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import akismet
import httpx
from django.conf import settings

TIMEOUT = 10.0


class Verdict(StrEnum):
    HAM = "ham"
    SPAM = "spam"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Answer:
    """``verdict`` is ``None`` when there was no usable answer, and ``error`` then says why.

    ``recheck_after`` in seconds: the verdict is provisional and wants to be asked again. ``alert``: a message of
    Akismet to the owner of the key.
    """

    verdict: Verdict | None
    error: str = ""
    recheck_after: int | None = None
    alert: str = ""


def is_configured() -> bool:
    return bool(settings.AKISMET_API_KEY)


def check(user_ip: str, **fields: Any) -> Answer:
    """Ask ``comment-check``. ``fields`` are Akismet's own names (``comment_type``, ``comment_content``, …)."""
    headers: httpx.Headers = httpx.Headers()

    def keep_headers(response: httpx.Response) -> None:
        headers.update(response.headers)

    try:
        with _http_client(keep_headers) as http_client:
            client = akismet.SyncClient(
                config=akismet.Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL), http_client=http_client
            )
            response = client.comment_check(user_ip, **fields)
    except (akismet.AkismetError, httpx.HTTPError) as error:
        debug = headers.get("x-akismet-debug-help", "")
        return Answer(None, error=f"{type(error).__name__}: {debug or ' '.join(str(error).split())}"[:500])
    recheck = headers.get("x-akismet-recheck-after", "")
    return Answer(
        Verdict[response.name],
        recheck_after=int(recheck) if recheck.isdigit() else None,
        alert=headers.get("x-akismet-alert-msg", ""),
    )


def _http_client(keep_headers: Any) -> httpx.Client:
    """A client that sends what the package addresses to Akismet's host to ``AKISMET_API_URL`` instead."""
    base = httpx.URL(settings.AKISMET_API_URL)

    def readdress(request: httpx.Request) -> None:
        endpoint = request.url.path.rsplit("/", 1)[-1]
        request.url = base.copy_with(path=f"{base.path.rstrip('/')}/{endpoint}")
        request.headers["Host"] = base.netloc.decode()

    return httpx.Client(
        timeout=TIMEOUT,
        headers={"User-Agent": f"Sturdy | {akismet.USER_AGENT}"},
        event_hooks={"request": [readdress], "response": [keep_headers]},
    )
