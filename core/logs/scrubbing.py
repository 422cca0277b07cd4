"""Take out of a text for the log what may tell who somebody is, or lets somebody in."""

import re
import traceback
from types import TracebackType

from django.http import HttpRequest
from django.urls import Resolver404, resolve

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]

SUBSTITUTES = [
    # A query may hold what somebody looks for.
    (re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"), "?…"),
    (re.compile(r"[^\s<>\"'(),;:=/{}\[\]]+(?:@|%40)[\w-]+(?:\.[\w-]+)*"), "(e-mail)"),
    (re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"), "(IP)"),
    (re.compile(r"(?i)(?<![\w:])(?:[\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:])"), "(IP)"),
    (
        re.compile(r"(?i)(?<![\w:])(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)?::(?:[\da-f]{1,4}(?::[\da-f]{1,4})*)(?![\w:])"),
        "(IP)",
    ),
    # Signatures, keys and passwords that a machine made.
    (re.compile(r"(?:\w+\.){0,2}(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{20,}"), "(token)"),
    (re.compile(r"(?<!\w)(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{16,}(?!\w)"), "(token)"),
]
# Values in the message of an exception: quoted, or as PostgreSQL shows rows and keys.
VALUES = [
    (re.compile(r"Failing row contains \(.*\)", re.DOTALL), "Failing row contains (…)"),
    (re.compile(r"\)=\(.*?\)"), ")=(…)"),
    (re.compile(r"(?<!\w)'(?:\\.|[^'\\])*(?:'|$)", re.DOTALL), "'…'"),
    (re.compile(r"(?<!\w)\"(?:\\.|[^\"\\])*(?:\"|$)", re.DOTALL), '"…"'),
    (re.compile(r"“[^”]*(?:”|$)"), "“…”"),
]
# Parts of a URL that let somebody in.
SECRET_PARTS = ("token", "key", "uidb36")


def scrub(text: str) -> str:
    for pattern, substitute in SUBSTITUTES:
        text = pattern.sub(substitute, text)
    return text


def scrub_message(text: str) -> str:
    """Scrub the message of an exception: the values in it may be what somebody has sent."""
    for pattern, substitute in VALUES:
        text = pattern.sub(substitute, text)
    return scrub(text)


def scrub_exception(info: ExceptionInfo) -> str:
    """Return the traceback. Its lines of code hold no values, and stay as they are."""
    parts = traceback.TracebackException(*info).format()
    return "".join(part if part.startswith("  File ") else scrub_message(part) for part in parts).rstrip()


def safe_path(request: HttpRequest) -> str:
    """Return the path of a request without the parts that let somebody in."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "/…"
    path = request.path
    for name in SECRET_PARTS:
        if value := match.kwargs.get(name):
            path = path.replace(str(value), "…")
    return scrub(path)
