"""The ids of the request and of the task that log lines belong to."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.tasks import TaskResult

from core.web.http import is_trusted_proxy, parse_ip_address

HEADER = "X-Request-ID"
VALID = re.compile(r"[\w.-]{8,64}", re.ASCII)

request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")


@contextmanager
def identified(environ: Mapping[str, Any]) -> Iterator[str]:
    """Give the request an id for the time of the block: that of a trusted proxy, or a new one.

    A block in such a block has the id of the outer one.
    """
    if outer := request_id.get():
        yield outer
        return
    token = request_id.set(_given(environ) or uuid4().hex)
    try:
        yield request_id.get()
    finally:
        request_id.reset(token)


def _given(environ: Mapping[str, Any]) -> str:
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    is_trusted = VALID.fullmatch(given) and is_trusted_proxy(parse_ip_address(environ.get("REMOTE_ADDR", "")))
    return given if is_trusted else ""


def follow_task(*, task_result: "TaskResult[Any, Any]", **_signal: Any) -> None:
    """Each task that a thread begins gives it another id."""
    task_id.set(str(task_result.id))
