"""The views for mails to an applicant. ``AdminSite.admin_view`` wraps each: staff only, with CSRF protection."""

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from coaching import addresses
from coaching import messages as coaching_messages
from coaching.admin.forms import MessageForm
from coaching.models import Application, MailTemplate, Message, StageChange
from core.admin.pages import render_admin_page
from core.refusals import RefusedError
from core.undo import UNDO_MINUTES
from core.web.primary_keys import read_pk
from outbox import connection
from outbox.composition import from_header
from outbox.corrections import take_correction

may_handle = permission_required("coaching.change_application", raise_exception=True)


@may_handle
def write_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a mail, begun from ``?template=``, or from ``?message=``, a cancelled one.

    With ``preview`` in the POST it is only shown as it will arrive, and with ``edit`` the form is shown again.
    """
    application = get_object_or_404(Application, pk=pk)
    form = MessageForm(request.POST or None, initial=_initial(request, application))
    if form.is_valid() and "preview" in request.POST:
        return _preview(request, application, form)
    if form.is_valid() and "edit" not in request.POST and _send(request, application, form):
        messages.success(request, _when_sent(application))
        return redirect("admin:coaching_application_change", pk)
    context = {"title": _("Write to %(name)s"), "form": form, "templates": MailTemplate.objects.all()}
    return _render(request, "message", application, context, status=422 if form.errors else 200)


def _when_sent(application: Application) -> str:
    if not connection.is_configured():
        return _("Your mail to %(name)s waits until a mail provider is connected.") % {"name": application.name}
    sentence = ngettext(
        "Your mail to %(name)s will be sent in %(count)d minute.",
        "Your mail to %(name)s will be sent in %(count)d minutes.",
        UNDO_MINUTES,
    )
    return sentence % {"name": application.name, "count": UNDO_MINUTES}


@require_POST
@may_handle
def cancel_message(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Cancel the mail, and lead to a form with its text."""
    message = get_object_or_404(Message.objects.select_related("mail"), application=pk, pk=message_pk)
    if not coaching_messages.cancel(message, by=signed_in_user(request)):
        messages.error(request, _("This mail has already been sent and can’t be cancelled."))
        return redirect("admin:coaching_application_change", pk)
    messages.success(request, _("Cancelled: nothing was sent."))
    return redirect(f"{reverse('admin:coaching_application_message', args=[pk])}?message={message.pk}")


@require_POST
@may_handle
def mark_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the corrections that the page showed as seen."""
    application = get_object_or_404(Application, pk=pk)
    if not application.mark_seen(request.POST.get("seen", "")) and application.corrected_at:
        messages.warning(request, _("The applicant has made another correction since. Please look at it again."))
    return redirect("admin:coaching_application_change", pk)


@require_POST
@may_handle
def mark_told(request: HttpRequest, pk: int, change_pk: int) -> HttpResponse:
    """Record that a coach has told the applicant of the change."""
    get_object_or_404(StageChange, application=pk, pk=change_pk).mark_told()
    return redirect("admin:coaching_application_change", pk)


@require_POST
@may_handle
def correct_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the applicant’s address, or write to it again."""
    application = get_object_or_404(Application, pk=pk)
    correct = partial(addresses.correct_address, application, by=signed_in_user(request))
    take_correction(request, application.email, correct)
    return redirect("admin:coaching_application_change", pk)


def _send(request: HttpRequest, application: Application, form: MessageForm) -> bool:
    """Send the mail. Returns ``False`` if the application was moved since; then the form says so."""
    try:
        coaching_messages.send(
            application, by=signed_in_user(request), **{**form.cleaned_data, "key": form.cleaned_data["key"].hex}
        )
    except RefusedError as refusal:
        form.add_error("stage", str(refusal))
        form.data = {**request.POST.dict(), "since": application.stage}
        return False
    return True


def _preview(request: HttpRequest, application: Application, form: MessageForm) -> HttpResponse:
    subject, text, stage = (form.cleaned_data[name] for name in ("subject", "text", "stage"))
    context = {
        "title": _("Your mail to %(name)s"),
        "form": form,
        "drawn": coaching_messages.render_preview(subject, text, nonce=str(get_nonce(request))),
        "sender": from_header(signed_in_user(request).display_name),
        "stage": Application.Stage(stage).label if stage else "",
    }
    return _render(request, "message_preview", application, context)


def _render(
    request: HttpRequest, template: str, application: Application, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context |= {
        "title": context["title"] % {"name": application.name},
        "application": application,
        "undo_minutes": UNDO_MINUTES,
        "opts": Application._meta,
    }
    return render_admin_page(request, f"admin/coaching/application/{template}.html", context, status=status)


def _initial(request: HttpRequest, application: Application) -> dict[str, Any]:
    change = application.changes.select_related("message__mail").last()
    untold = change.after if change and not change.is_known else ""
    begun: dict[str, Any] = {"key": uuid4(), "since": application.stage, "stage": untold}
    if template := MailTemplate.objects.filter(pk=read_pk(request.GET.get("template", ""))).first():
        subject, text = coaching_messages.fill(template, application, by=signed_in_user(request))
        begun |= {"subject": subject, "text": text, "stage": template.stage or untold}
    elif message := application.messages.filter(pk=read_pk(request.GET.get("message", ""))).first():
        told = message.changes.last()
        begun |= {"subject": message.subject, "text": message.text, "stage": told.after if told else untold}
    return begun
