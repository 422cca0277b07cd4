"""The coach writes to an applicant. Each view is reached through ``AdminSite.admin_view``: by staff, with CSRF."""

from typing import Any, cast
from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from coaching import messaging
from coaching.admin.forms import MEANWHILE, MessageForm
from coaching.models import Application, MailTemplate, Message, MovedError, StageChange
from outbox.composing import sender

may_handle = permission_required("coaching.change_application", raise_exception=True)


@may_handle
def write_message(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail to the applicant, begun from ``?template=`` or from ``?message=``, one that was taken back.

    Posted with ``preview`` it is only shown as it will arrive, and with ``edit`` given back from there.
    """
    application = get_object_or_404(Application, pk=pk)
    form = MessageForm(request.POST or None, initial=_beginning(request, application))
    if form.is_valid() and "preview" in request.POST:
        return _preview(request, application, form)
    if form.is_valid() and "edit" not in request.POST and _send(request, application, form):
        messages.success(request, _("Your mail to %(name)s leaves in two minutes.") % {"name": application.name})
        return redirect("admin:coaching_application_change", pk)
    context = {"title": _("Write to %(name)s"), "form": form, "templates": MailTemplate.objects.all()}
    return _render(request, "message", application, context, status=422 if form.errors else 200)


@require_POST
@may_handle
def take_back(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Leads to its words, to go on with."""
    message = get_object_or_404(Message.objects.select_related("mail"), application=pk, pk=message_pk)
    if not messaging.take_back(message, by=_person(request)):
        messages.error(request, _("This mail has left already: it stays."))
        return redirect("admin:coaching_application_change", pk)
    messages.success(request, _("Taken back: nothing was sent."))
    return redirect(f"{reverse('admin:coaching_application_message', args=[pk])}?message={message.pk}")


@require_POST
@may_handle
def see(request: HttpRequest, pk: int) -> HttpResponse:
    """She saw what the applicant corrected, as far as it stood on the page."""
    application = get_object_or_404(Application, pk=pk)
    if not application.see(request.POST.get("seen", "")) and application.corrected_at:
        messages.warning(request, _("It was corrected once more meanwhile. Please look at it again."))
    return redirect("admin:coaching_application_change", pk)


@require_POST
@may_handle
def tell(request: HttpRequest, pk: int, change_pk: int) -> HttpResponse:
    """She told the applicant herself of this change of the stage."""
    get_object_or_404(StageChange, application=pk, pk=change_pk).tell()
    return redirect("admin:coaching_application_change", pk)


def _send(request: HttpRequest, application: Application, form: MessageForm) -> bool:
    """``False`` if the application was moved since she saw it, which the form says then."""
    try:
        messaging.send(application, by=_person(request), **{**form.cleaned_data, "key": form.cleaned_data["key"].hex})
    except MovedError:
        form.add_error("stage", MEANWHILE % {"stage": application.get_stage_display()})
        form.data = {**request.POST.dict(), "since": application.stage}
        return False
    return True


def _preview(request: HttpRequest, application: Application, form: MessageForm) -> HttpResponse:
    subject, text, stage = (form.cleaned_data[name] for name in ("subject", "text", "stage"))
    context = {
        "title": _("Your mail to %(name)s"),
        "form": form,
        "drawn": messaging.draw(subject, text, nonce=str(get_nonce(request))),
        "sender": sender(_person(request).display_name),
        "stage": Application.Stage(stage).label if stage else "",
    }
    return _render(request, "message_preview", application, context)


def _render(
    request: HttpRequest, template: str, application: Application, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context |= {
        **admin.site.each_context(request),
        "title": context["title"] % {"name": application.name},
        "application": application,
        "opts": Application._meta,
    }
    return render(request, f"admin/coaching/application/{template}.html", context, status=status)


def _beginning(request: HttpRequest, application: Application) -> dict[str, Any]:
    change = application.changes.select_related("message__mail").last()
    untold = change.after if change and not change.is_known else ""
    begun: dict[str, Any] = {"key": uuid4(), "since": application.stage, "stage": untold}
    if template := MailTemplate.objects.filter(pk=_number(request, "template")).first():
        subject, text = messaging.fill(template, application, by=_person(request))
        begun |= {"subject": subject, "text": text, "stage": template.stage or untold}
    elif message := application.messages.filter(pk=_number(request, "message")).first():
        told = message.changes.last()
        begun |= {"subject": message.subject, "text": message.text, "stage": told.after if told else untold}
    return begun


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
