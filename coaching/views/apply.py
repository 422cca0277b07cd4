from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coaching.forms import ApplicationForm
from coaching.submission import WITHIN, FloodError, submit
from core import akismet
from core.http import SeeOther, same_origin_post


def render_form(request: HttpRequest, form: ApplicationForm, *, status: int = 200, notice: str = "") -> HttpResponse:
    context = {"form": form, "notice": notice, "is_screened": akismet.is_configured()}
    return render(request, "coaching/application_create.html", context, status=status)


def give_back(request: HttpRequest) -> HttpResponse:
    notice = _("Your browser did not say that this came from our page, so it was not stored. Please send it once more.")
    return render_form(request, ApplicationForm.giving_back(request.POST), status=403, notice=notice)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post(refused=give_back)
def application_create(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render_form(request, ApplicationForm(initial=ApplicationForm.named_in(request.GET)))
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return render_form(request, form, status=422)
    try:
        application = submit(form, request)
    except FloodError:
        notice = _("Several applications came from you within the hour. Yours is kept below: please send it later.")
        response = render_form(request, form, status=429, notice=notice)
        response["Retry-After"] = str(int(WITHIN.total_seconds()))
        return response
    return SeeOther(application.status_url)
