"""Errors for Sentry, or for a server that speaks its protocol. Imported only if ``SENTRY_DSN`` names one."""

import logging
from typing import Any, cast

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from core.logs.formatters import parts_of
from core.logs.scrubbing import scrub_message

# All else that Sentry would add is left out: requests, people, machines, and what future versions come up with.
KEPT = ("event_id", "timestamp", "level", "logger", "platform", "release", "sdk", "exception")


def start(dsn: str, release: str) -> None:
    """Send what is logged as an error."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            # It sends the last ones when the process ends, and says nothing of it.
            AtexitIntegration(callback=lambda _pending, _timeout: None),
        ],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=scrubbed,
    )


def scrubbed(event: Event, hint: Hint) -> Event | None:
    """Return what the log would say, and the traceback without values."""
    record = hint.get("log_record")
    parts = parts_of(record) if record else {}
    given = cast(dict[str, Any], event)
    found: dict[str, Any] = {name: given[name] for name in KEPT if name in given}
    for exception in found.get("exception", {}).get("values", []):
        exception["value"] = scrub_message(str(exception.get("value", "")))
    found["logentry"] = {"message": parts.get("message", "")}
    found["tags"] = {name: parts[name] for name in ("request", "task") if name in parts}
    return cast(Event, found)
