from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from coaching.forms import ApplicationForm
from coaching.models import Application
from coaching.submission import WITHIN, FloodError, submit
from core import akismet
from core.http import same_origin_post


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
    return HttpResponseRedirect(application.received_url, status=303)


@require_safe
@cache_control(no_store=True, private=True)
def application_received(request: HttpRequest, token: str) -> HttpResponse:
    try:
        application = Application.of_token(token)
    except (signing.BadSignature, Application.DoesNotExist) as error:
        raise Http404 from error
    response = render(request, "coaching/application_received.html", {"received_at": application.created_at})
    response["X-Robots-Tag"] = "noindex"
    return response
