"""Fetch files from the old site: one at a time, with a pause before each, and never for ever.

Addresses that are not public are refused by ``core.outbound.safe_connections``. ``robots.txt`` is not read: it speaks
to search engines, and the owner asks for her own files.
"""

import time
from collections import Counter
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.images.formats import MAX_BYTES
from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError

PURPOSE = "moves the files of its owner from her WordPress"
# In seconds: for one file with its redirects; before each request; before another attempt.
DEADLINE, PAUSE, RETRY_PAUSES = 60.0, 0.2, (2.0, 5.0)
# No longer is waited when a server asks for it.
LONGEST_PAUSE = 30.0
# A server that has failed so often in a row is not asked again by this run.
MOST_FAULTS = 4
PASSING = {429, 500, 502, 503, 504}


class FetchError(Exception):
    """The file could not be had. The message is a sentence."""


class Fetcher:
    """Remembers, while an import runs, which servers do not answer."""

    def __init__(self) -> None:
        self._faults: Counter[str] = Counter()

    def fetch(self, url: str) -> bytes:
        """Return what is at the URL. Raises ``FetchError``."""
        host = urlsplit(url).netloc
        if self._faults[host] >= MOST_FAULTS:
            raise FetchError(_("its site does not answer"))
        try:
            content = self._fetch_patiently(url)
        except ConnectionFaultError as error:
            is_final = error.fault in (ConnectionFault.NO_SUCH_HOST, ConnectionFault.NOT_PUBLIC)
            self._faults[host] += MOST_FAULTS if is_final else 1
            raise FetchError(_sentence(error.fault)) from error
        self._faults[host] = 0
        return content

    def _fetch_patiently(self, url: str) -> bytes:
        for pause in RETRY_PAUSES:
            try:
                return self._fetch_once(url)
            except _TryAgainError as error:
                time.sleep(min(error.pause or pause, LONGEST_PAUSE))
        try:
            return self._fetch_once(url)
        except _TryAgainError as error:
            raise error.reason from error

    def _fetch_once(self, url: str) -> bytes:
        from core.outbound.downloads import follow  # With an HTTP client, which no other process needs.

        try:
            response = follow(url, MAX_BYTES + 1, PURPOSE, time.monotonic() + DEADLINE, pause=PAUSE)[0]
        except ConnectionFaultError as error:
            if error.fault == ConnectionFault.NO_ANSWER:
                raise _TryAgainError(error) from error
            raise
        if response.status in PASSING:
            reason = FetchError(_("its site answered with the error %d") % response.status)
            raise _TryAgainError(reason, response.retry_after.total_seconds())
        if response.status != 200:
            raise FetchError(_("its site answered with the error %d") % response.status)
        if len(response.content) > MAX_BYTES:
            raise FetchError(_("it is larger than %d MB") % (MAX_BYTES // 2**20))
        return response.content


class _TryAgainError(Exception):
    def __init__(self, reason: Exception, pause: float = 0) -> None:
        self.reason, self.pause = reason, pause


def _sentence(fault: ConnectionFault) -> str:
    return {
        ConnectionFault.NO_SUCH_HOST: _("its site does not exist any more"),
        ConnectionFault.NOT_PUBLIC: _("its address is not public"),
        ConnectionFault.BAD_URL: _("its address is not valid"),
        ConnectionFault.BAD_CERTIFICATE: _("its site has no valid certificate"),
        ConnectionFault.REDIRECTS: _("its site sends from address to address without end"),
    }.get(fault, _("its site does not answer"))
