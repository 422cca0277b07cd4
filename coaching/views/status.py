"""The applicant's own pages: where the application stands, and what can be done with it."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from coaching import export, keeping
from coaching.keeping_forms import CorrectionForm, KeepingForm, WithdrawForm
from coaching.models import Application
from core.http import SeeOther, View, same_origin_post, secret_address

# Does it to the application, and says where the applicant goes on.
Deed = Callable[[Application, Any], str]
Predicate = Callable[[str], bool]

DONE = {
    "corrected": gettext_lazy("It was changed. The coach sees what you wrote before, too."),
    "consent": gettext_lazy("You withdrew your consent. The coach was told."),
}


@require_safe
@secret_address
def application_status(request: HttpRequest, token: str) -> HttpResponse:
    application = Application.of_token(token)
    if application is None:
        return gone(request)
    stage = application.shown_stage
    context = {
        "application": application,
        "token": token,
        "stage": stage,
        "answers": application.answers.select_related("question"),
        "can_correct": keeping.can_correct(stage),
        "can_withdraw": keeping.can_withdraw(stage),
        "can_delete": keeping.can_delete(stage),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "coaching/application_status.html", context)


@require_safe
@secret_address
def application_download(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Everything as a file: ``kind`` is ``json`` or ``html``."""
    application = Application.of_token(token)
    if application is None:
        return gone(request)
    data = export.application_data(application)
    if kind == "json":
        response: HttpResponse = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    else:
        response = render(request, "coaching/application_file.html", {"data": data})
    response["Content-Disposition"] = f'attachment; filename="application.{kind}"'
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """Forged, too old, replaced or deleted: the page does not say which, and how to get another link."""
    return render(request, "coaching/application_gone.html", status=404)


def deed(template: str, form_class: type[KeepingForm], is_possible: Predicate) -> Callable[[Deed], View]:
    """A page that says what its button does, and does it by POST alone.

    Where it is not possible (any more), it leads back to the application. What was typed is given back with whatever
    is wrong.
    """

    def decorate(act: Deed) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @sensitive_post_parameters()
        @secret_address
        @same_origin_post(refused=partial(_refuse_foreign, template, form_class))
        @wraps(act)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            application = Application.of_token(token)
            if application is None:
                return gone(request)
            if request.method == "POST":
                return _try(request, token, application, template, form_class.of(application, request.POST), act)
            if not is_possible(application.shown_stage):
                return SeeOther(reverse("application_status", args=[token]))
            return _ask(request, token, application, template, form_class.of(application))

        return view

    return decorate


def _try(
    request: HttpRequest, token: str, application: Application, template: str, form: KeepingForm, act: Deed
) -> HttpResponse:
    if form.is_valid():
        try:
            return SeeOther(act(application, form))
        except keeping.RefusedError as refusal:
            form.add_error(None, str(refusal))
        except Application.DoesNotExist:  # Deleted in this moment, from another tab.
            return gone(request)
    return _ask(request, token, application, template, form, status=422)


def _refuse_foreign(template: str, form_class: type[KeepingForm], request: HttpRequest, token: str) -> HttpResponse:
    application = Application.of_token(token)
    if application is None:
        return gone(request)
    form = form_class.of(application, request.POST)
    form.add_error(
        None, _("Nothing was done yet: we could not see that this came from this page. Please send it again.")
    )
    return _ask(request, token, application, template, form, status=403)


def _ask(
    request: HttpRequest, token: str, application: Application, template: str, form: KeepingForm, status: int = 200
) -> HttpResponse:
    return render(request, template, {"application": application, "token": token, "form": form}, status=status)


@deed("coaching/application_correct.html", CorrectionForm, keeping.can_correct)
def application_correct(application: Application, form: Any) -> str:
    return f"{keeping.correct(application, form).status_url}?done=corrected"


@deed("coaching/application_withdraw.html", WithdrawForm, keeping.can_withdraw)
def application_withdraw(application: Application, form: Any) -> str:
    keeping.withdraw(application, form.cleaned_data["words"])
    return application.status_url


@deed("coaching/application_delete.html", KeepingForm, keeping.can_delete)
def application_delete(application: Application, form: Any) -> str:
    keeping.delete(application)
    return reverse("application_deleted")


@deed("coaching/application_withdraw_consent.html", KeepingForm, lambda stage: not keeping.can_delete(stage))
def application_withdraw_consent(application: Application, form: Any) -> str:
    keeping.withdraw_consent(application)
    return f"{application.status_url}?done=consent"


@require_safe
def application_deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "coaching/application_deleted.html")
