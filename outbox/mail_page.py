"""The page “Mail”: where mail goes out, whether it arrives, and what comes back."""

import secrets
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.admin.pages import render_admin_page
from outbox import connection, sender_domain
from outbox.domain_sentences import sentences
from outbox.failures import explain
from outbox.forms import MailServerForm
from outbox.mail_kinds import MailKind
from outbox.models import MailServer, OutgoingMail, ReportMailbox, SenderDomain
from outbox.reports.webhooks import report_urls
from outbox.submission import queue_mail
from outbox.tasks import look_up_sender_domain

# While a test mail is on its way, the browser asks again after this many seconds.
REFRESH = "4"

PAGE = "admin:outbox_mail"

may_view = permission_required("outbox.view_outgoingmail", raise_exception=True)
may_change = permission_required("outbox.change_mailserver", raise_exception=True)


@may_view
def mail_page(request: HttpRequest) -> HttpResponse:
    """Show what is known of mail. A POST sends a test mail to the person who asks."""
    if request.method == "POST":
        _queue_test_mail(_own_address(request))
        return redirect(PAGE)
    return _render(request, MailServerForm(instance=MailServer.load()))


@require_POST
@may_change
def save_server(request: HttpRequest) -> HttpResponse:
    """Save the server, send a test mail through it, and look the sender's domain up."""
    form = MailServerForm(request.POST, instance=MailServer.load())
    if connection.is_from_environment() or not form.is_valid():
        return _render(request, form, status=422)
    with transaction.atomic():
        form.save()
        _queue_test_mail(_own_address(request))
        look_up_sender_domain.enqueue()
    messages.success(request, _("Saved. A test mail to you is on its way."))
    return redirect(PAGE)


@require_POST
@may_view
def look_up_domain(request: HttpRequest) -> HttpResponse:
    look_up_sender_domain.enqueue()
    messages.success(request, _("The domain is being looked up. Open this page again in a minute."))
    return redirect(PAGE)


def _render(request: HttpRequest, form: MailServerForm, status: int = 200) -> HttpResponse:
    last = OutgoingMail.objects.filter(kind=MailKind.TEST, to=_own_address(request)).order_by("-pk").first()
    context = {
        "title": _("Mail"),
        "is_configured": connection.is_configured(),
        "is_from_environment": connection.is_from_environment(),
        "is_password_lost": MailServer.load().password is None,
        "server": connection.server_name(),
        "sender": connection.sender(),
        "form": form,
        "address": _own_address(request),
        "last": last,
        "explanation": explain(last.last_error) if last else "",
        "waiting": OutgoingMail.objects.unsent().count(),
        "failed": OutgoingMail.objects.failed().count(),
        **_domain(),
        "account": connection.report_account(),
        "mailbox": ReportMailbox.load(),
        "mailbox_explanation": explain(ReportMailbox.load().error),
        "report_urls": report_urls(),
    }
    response = render_admin_page(request, "admin/outbox/mail.html", context, status=status)
    if connection.is_configured() and last and not (last.attempts or last.sent_at or last.given_up_at):
        response["Refresh"] = REFRESH
    return response


def _domain() -> dict[str, Any]:
    """Return what was found about the sender's domain, unless that was another one."""
    domain, found = sender_domain.domain_of_sender(), SenderDomain.load()
    if found.domain != domain:
        return {"domain": domain}
    return {"domain": domain, "domain_findings": sentences(found.findings), "looked_up_at": found.looked_up_at}


def _own_address(request: HttpRequest) -> str:
    return str(cast(Any, request.user).email)


@transaction.atomic
def _queue_test_mail(address: str) -> None:
    queue_mail(MailKind.TEST, f"{MailKind.TEST}-{secrets.token_hex(16)}", address, "outbox/emails/test", {})
