"""Akismet's verdicts on comments and applications.

Only background tasks ask Akismet, never a request. So the HTTP client is loaded when it is first needed, which the web
process never does.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings


class Verdict(StrEnum):
    HAM = "ham"
    SPAM = "spam"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class AkismetAnswer:
    """Akismet's answer. ``verdict`` is ``None`` if there was no usable answer; ``error`` then is a sentence that says
    why.

    ``recheck_after`` is in seconds: when Akismet wants to be asked again. ``alert`` is a message from Akismet to the
    owner of the key, which may come with a valid answer.
    """

    verdict: Verdict | None
    error: str = ""
    recheck_after: int | None = None
    alert: str = ""

    @property
    def is_provisional(self) -> bool:
        """Whether Akismet may still change a ham verdict, so that it must not be relied on."""
        return self.verdict == Verdict.HAM and self.recheck_after is not None


def is_configured() -> bool:
    return bool(settings.AKISMET_API_KEY)


def check(user_ip: str, **fields: Any) -> AkismetAnswer:
    """Call ``comment-check``. ``fields`` have Akismet's names (``comment_type``, ``comment_content``, …)."""
    from core.outbound import akismet_client

    return akismet_client.check(user_ip, **fields)


def report(verdict: Verdict, user_ip: str, **fields: Any) -> str:
    """Tell Akismet that it was wrong about the comment with these fields. Returns a sentence why that failed, or an
    empty text."""
    from core.outbound import akismet_client

    return akismet_client.report(verdict, user_ip, **fields)
