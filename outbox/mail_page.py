"""The page that says whether the site can send mail, and sends a test mail."""

import secrets
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.admin.pages import render_admin_page
from outbox import delivery
from outbox.mail_kinds import MailKind
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

# While a test mail is on its way, the browser asks again after this many seconds.
REFRESH = "4"


def mail_page(request: HttpRequest) -> HttpResponse:
    """Say what is known of the mail server, what waits, and how the last test mail to this person went."""
    if not request.user.has_perm("outbox.view_outgoingmail"):
        raise PermissionDenied
    if request.method == "POST":
        _queue_test_mail(_own_address(request))
        return redirect("admin:outbox_mail")
    last = OutgoingMail.objects.filter(kind=MailKind.TEST, to=_own_address(request)).order_by("-pk").first()
    context = {
        "title": _("Mail"),
        "is_configured": delivery.is_configured(),
        "server": _server(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "address": _own_address(request),
        "last": last,
        "explanation": explain(last.last_error) if last else "",
        "waiting": OutgoingMail.objects.unsent().count(),
        "failed": OutgoingMail.objects.failed().count(),
    }
    response = render_admin_page(request, "admin/outbox/mail.html", context)
    if delivery.is_configured() and last and not (last.attempts or last.sent_at or last.given_up_at):
        response["Refresh"] = REFRESH
    return response


def explain(error: str) -> str:
    """Return the likely cause of a stored error of the mail server in plain words; empty if there is none."""
    if not error:
        return ""
    code = error.split(maxsplit=1)[0]
    if code in ("530", "534", "535", "538"):
        return _("Your mail provider refuses the user name or the password.")
    if code in ("550", "551", "552", "553", "554"):
        return _("Your mail provider refuses the mail: often it does not know the address of the sender.")
    if code.isdecimal():
        return _("Your mail provider asks to wait. The site tries again by itself.")
    return _("Your mail provider can’t be reached. Its name or its port may be wrong.")


def _own_address(request: HttpRequest) -> str:
    return str(cast(Any, request.user).email)


@transaction.atomic
def _queue_test_mail(address: str) -> None:
    queue_mail(MailKind.TEST, f"{MailKind.TEST}-{secrets.token_hex(16)}", address, "outbox/emails/test", {})


def _server() -> str:
    options: dict[str, Any] = settings.MAILERS.get(delivery.MAILER, {}).get("OPTIONS", {})
    return str(options.get("host", ""))
