"""The applicant's private pages: the status, and the actions."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from coaching import applicant_actions, export
from coaching.applicant_forms import ApplicantForm, CorrectionForm, WithdrawForm
from coaching.models import Application
from core.web.http import SeeOther, View, private_page
from core.web.public_forms import posted_data, process_form, public_form
from pagecache.kept import kept

# Does it to the application, and says where the applicant goes on.
ApplicantAction = Callable[[Application, Any], str]
Predicate = Callable[[str], bool]

DONE = {
    "corrected": gettext_lazy("Your application has been changed. The coach can also see the old version."),
    "consent": gettext_lazy("You have withdrawn your consent, and the coach has been told."),
}


@require_safe
@private_page
def application_status(request: HttpRequest, token: str) -> HttpResponse:
    application = Application.from_token(token)
    if application is None:
        return application_gone(request)
    stage = application.shown_stage
    context = {
        "application": application,
        "token": token,
        "stage": stage,
        "answers": application.answers.select_related("question"),
        "can_correct": applicant_actions.can_correct(stage),
        "can_withdraw": applicant_actions.can_withdraw(stage),
        "can_delete": applicant_actions.can_delete(stage),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "coaching/application_status.html", context)


@require_safe
@private_page
def application_download(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Download everything as a file. ``kind`` is ``json`` or ``html``."""
    application = Application.from_token(token)
    if application is None:
        return application_gone(request)
    data = export.application_data(application)
    if kind == "json":
        response: HttpResponse = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    else:
        response = render(request, "coaching/application_file.html", {"data": data})
    response["Content-Disposition"] = f'attachment; filename="application.{kind}"'
    return response


def application_gone(request: HttpRequest) -> HttpResponse:
    """Say that the link does not work. The page does not say whether it is forged, expired, revoked or deleted."""
    return render(request, "coaching/application_gone.html", status=404)


def applicant_action(
    template: str, form_class: type[ApplicantForm], is_possible: Predicate
) -> Callable[[ApplicantAction], View]:
    """Make a view of a page that explains an action, which a POST carries out.

    If the action is not possible, it redirects to the status page. An invalid form is shown again.
    """

    def decorate(act: ApplicantAction) -> View:
        @public_form
        @sensitive_post_parameters()
        @private_page
        @wraps(act)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            application = Application.from_token(token)
            if application is None:
                return application_gone(request)
            if request.method != "POST" and not is_possible(application.shown_stage):
                return SeeOther(reverse("application_status", args=[token]))
            form = form_class.for_application(application, posted_data(request))
            render_form = partial(_render_form, request, template, {"application": application, "token": token})
            try:
                return process_form(request, form, render_form, lambda: act(application, form))
            except Application.DoesNotExist:  # Deleted in this moment, from another tab.
                return application_gone(request)

        return view

    return decorate


def _render_form(
    request: HttpRequest, template: str, context: dict[str, object], form: ApplicantForm, notice: str, status: int
) -> HttpResponse:
    return render(request, template, {**context, "form": form, "notice": notice}, status=status)


@applicant_action("coaching/application_correct.html", CorrectionForm, applicant_actions.can_correct)
def application_correct(application: Application, form: Any) -> str:
    return f"{applicant_actions.correct(application, form).private_url}?done=corrected"


@applicant_action("coaching/application_withdraw.html", WithdrawForm, applicant_actions.can_withdraw)
def application_withdraw(application: Application, form: Any) -> str:
    applicant_actions.withdraw(application, form.cleaned_data["words"])
    return application.private_url


@applicant_action("coaching/application_delete.html", ApplicantForm, applicant_actions.can_delete)
def application_delete(application: Application, form: Any) -> str:
    applicant_actions.delete(application)
    return reverse("application_deleted")


@applicant_action(
    "coaching/application_withdraw_consent.html", ApplicantForm, lambda stage: not applicant_actions.can_delete(stage)
)
def application_withdraw_consent(application: Application, form: Any) -> str:
    applicant_actions.withdraw_consent(application)
    return f"{application.private_url}?done=consent"


@kept()
@require_safe
def application_deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "coaching/application_deleted.html")
