"""What a visitor gets when the site fails, and nothing that was typed is lost by it: the ``handler500`` of the site."""

import errno
import sys
from typing import NamedTuple

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# The database or the disk does not do its work: full, read-only, locked, or gone. It is no fault of the code, and ends.
OUTAGES = (OperationalError, InternalError, InterfaceError)
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE)
# In seconds.
RETRY_AFTER = "60"
# A value with spaces that is longer is a text, which is shown.
LONGEST_HIDDEN = 40


class Typed(NamedTuple):
    """A value of a form as it was sent."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        return len(self.value) > LONGEST_HIDDEN and len(self.value.split()) > 1


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with 503 during an outage, or else with 500. Uses no database.

    After a POST, the page has all that was sent, in a form that can be sent again.
    """
    status = 503 if is_outage(sys.exception()) else 500
    page = render_to_string(f"{status}.html", {"path": request.get_full_path(), "typed": given_back(request)})
    headers = {"Cache-Control": "no-store", **({"Retry-After": RETRY_AFTER} if status == 503 else {})}
    return HttpResponse(page, status=status, headers=headers)


def is_outage(error: BaseException | None) -> bool:
    return isinstance(error, OUTAGES) or (isinstance(error, OSError) and error.errno in DISK_ERRORS)


def given_back(request: HttpRequest) -> list[Typed]:
    """Return what was sent. Nothing of a form with a password, which no page shows."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return []
    return [Typed(name, value) for name, values in request.POST.lists() for value in map(str, values)]
