"""Requests to Akismet. Others call ``core.outbound.akismet``.

Written after the API's documentation (https://akismet.com/developers/).
"""

import logging
import ssl
from collections.abc import Callable
from functools import cache
from typing import Any

import akismet
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from core.outbound.akismet import AkismetAnswer, Verdict

# In seconds, for each of: connecting, sending, and waiting for the next part of the response.
TIMEOUT = 10.0

logger = logging.getLogger(__name__)


def check(user_ip: str, **fields: Any) -> AkismetAnswer:
    headers = httpx.Headers()
    config = akismet.Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL)
    try:
        with _http_client(lambda response: headers.update(response.headers)) as http_client:
            response = akismet.SyncClient(config=config, http_client=http_client).comment_check(user_ip, **fields)
    except (akismet.AkismetError, httpx.HTTPError) as error:
        return AkismetAnswer(None, error=_reason(error, headers), alert=_alert(headers))
    recheck = headers.get("x-akismet-recheck-after", "")
    return AkismetAnswer(
        Verdict[response.name],
        recheck_after=int(recheck) if recheck.isdecimal() else None,
        alert=_alert(headers),
    )


def report(verdict: Verdict, user_ip: str, **fields: Any) -> str:
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
    """Return a sentence for the coach. The details for an engineer are logged."""
    said = headers.get("x-akismet-debug-help", "")
    logger.warning("Akismet gave no answer: %s: %s %s", type(error).__name__, " ".join(str(error).split()), said)
    cause = error.__cause__ or error
    if isinstance(error, akismet.ConfigurationError):
        return _("Akismet does not accept the key of this site. The person who runs the site can enter another one.")
    if isinstance(cause, httpx.HTTPStatusError):
        return _from_status(cause.response.status_code)
    if isinstance(cause, httpx.TimeoutException):
        return _("Akismet did not answer in time.")
    if isinstance(cause, httpx.HTTPError):
        return _("Akismet can’t be reached.")
    return _("Akismet’s answer can’t be understood.")


def _from_status(status: int) -> str:
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return _("Akismet was asked too often in a short time.")
    if httpx.codes.is_server_error(status):
        return _("Akismet has an error.")
    return _("Akismet’s answer can’t be understood.")


def _alert(headers: httpx.Headers) -> str:
    return str(headers.get("x-akismet-alert-msg", ""))[:500]


def _http_client(keep_headers: Callable[[httpx.Response], None]) -> httpx.Client:
    """Return a client that sends requests for Akismet's host to ``AKISMET_API_URL`` instead."""
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
    """Load the trusted certificates once, because that takes longer than a request."""
    return httpx.create_ssl_context()
