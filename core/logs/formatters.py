"""Lines of the log, for people or as JSON. No line tells who somebody is."""

import json
import logging
from datetime import UTC, datetime

from django.http import HttpRequest

from core.logs.ids import request_id, task_id
from core.logs.scrubbing import safe_path, scrub, scrub_exception


def parts_of(record: logging.LogRecord) -> dict[str, str]:
    """Return what a line says, without what is empty."""
    info, request = record.exc_info, request_id.get()
    parts = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "request": request,
        "task": "" if request else getattr(record, "task_id", "") or task_id.get(),
        "message": message_of(record),
        "error": scrub_exception(info) if info and info[0] and info[1] else "",
    }
    return {name: text for name, text in parts.items() if text}


def message_of(record: logging.LogRecord) -> str:
    message = record.getMessage()
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        message = message.replace(request.path, safe_path(request))
    return scrub(message)


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(parts_of(record), ensure_ascii=False)


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        parts = parts_of(record)
        ids = "".join(f" {name}={parts[name]}" for name in ("request", "task") if name in parts)
        # A line break in a message could forge another line.
        message = parts.get("message", "").replace("\n", "\\n")
        line = f"{parts['time']} {parts['level']} {parts['logger']}{ids} {message}"
        return "\n".join([line, *parts.get("error", "").splitlines()])
