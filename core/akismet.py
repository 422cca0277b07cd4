"""What is said to Akismet, always by a background task, never inside a request.

Written from the API's documentation (https://akismet.com/developers/).
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import akismet
import httpx
from django.conf import settings

# In seconds, for each of: to connect, to send, and until the next piece of the answer comes.
TIMEOUT = 10.0


class Verdict(StrEnum):
    HAM = "ham"
    SPAM = "spam"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Answer:
    """``verdict`` is ``None`` when there was no usable answer, and ``error`` then says why.

    ``recheck_after`` in seconds: when Akismet wants to be asked again. ``alert``: a message of Akismet to the owner of
    the key, which may come with a valid answer.
    """

    verdict: Verdict | None
    error: str = ""
    recheck_after: int | None = None
    alert: str = ""

    @property
    def is_provisional(self) -> bool:
        """Ham that Akismet may still take back: not to be published on."""
        return self.verdict == Verdict.HAM and self.recheck_after is not None


def is_configured() -> bool:
    return bool(settings.AKISMET_API_KEY)


def check(user_ip: str, **fields: Any) -> Answer:
    """Ask ``comment-check``. ``fields`` are Akismet's own names (``comment_type``, ``comment_content``, …)."""
    headers = httpx.Headers()
    config = akismet.Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL)
    try:
        with _http_client(lambda response: headers.update(response.headers)) as http_client:
            response = akismet.SyncClient(config=config, http_client=http_client).comment_check(user_ip, **fields)
    except (akismet.AkismetError, httpx.HTTPError) as error:
        return Answer(None, error=_reason(error, headers), alert=_alert(headers))
    recheck = headers.get("x-akismet-recheck-after", "")
    return Answer(
        Verdict[response.name],
        recheck_after=int(recheck) if recheck.isdecimal() else None,
        alert=_alert(headers),
    )


def report(verdict: Verdict, user_ip: str, **fields: Any) -> str:
    """Tell Akismet what it was wrong about; all else as it was asked. Returns why that failed, or nothing."""
    headers = httpx.Headers()
    config = akismet.Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL)
    try:
        with _http_client(lambda response: headers.update(response.headers)) as http_client:
            client = akismet.SyncClient(config=config, http_client=http_client)
            submit = client.submit_ham if verdict == Verdict.HAM else client.submit_spam
            submit(user_ip, **fields)
    except (akismet.AkismetError, httpx.HTTPError) as error:
        return _reason(error, headers)
    return ""


def _reason(error: Exception, headers: httpx.Headers) -> str:
    said = headers.get("x-akismet-debug-help") or " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:500]


def _alert(headers: httpx.Headers) -> str:
    return str(headers.get("x-akismet-alert-msg", ""))[:500]


def _http_client(keep_headers: Callable[[httpx.Response], None]) -> httpx.Client:
    """A client that sends what the package addresses to Akismet's host to ``AKISMET_API_URL`` instead."""
    base = httpx.URL(settings.AKISMET_API_URL)

    def readdress(request: httpx.Request) -> None:
        endpoint = request.url.path.rsplit("/", 1)[-1]
        request.url = base.copy_with(path=f"{base.path.rstrip('/')}/{endpoint}")
        request.headers["Host"] = base.netloc.decode()

    return httpx.Client(
        timeout=TIMEOUT,
        verify=_certificates(),
        headers={"User-Agent": f"Sturdy | {akismet.USER_AGENT}"},
        event_hooks={"request": [readdress], "response": [keep_headers]},
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to believe: read once, as reading it takes longer than a question."""
    return httpx.create_ssl_context()
