from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from coaching import link_requests
from coaching.keeping_forms import LinkRequestForm
from coaching.models.link_request import KEPT_FOR
from core.http import SeeOther, client_address, same_origin_post


def render_form(request: HttpRequest, form: LinkRequestForm, *, status: int = 200, notice: str = "") -> HttpResponse:
    return render(request, "coaching/link_request_create.html", {"form": form, "notice": notice}, status=status)


def give_back(request: HttpRequest) -> HttpResponse:
    notice = _("Your browser did not say that this came from our page. Please send it once more.")
    form = LinkRequestForm(initial={"email": request.POST.get("email", "")})
    return render_form(request, form, status=403, notice=notice)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post(refused=give_back)
def link_request_create(request: HttpRequest) -> HttpResponse:
    """Says and does the same whether or not anybody applied from the address."""
    if request.method != "POST":
        return render_form(request, LinkRequestForm())
    form = LinkRequestForm(request.POST)
    if not form.is_valid():
        return render_form(request, form, status=422)
    if not form.is_trapped:
        try:
            link_requests.ask(form.cleaned_data["email"], client_address(request))
        except link_requests.FloodError:
            notice = _("You have asked several times within the hour. Please look into your mailbox, or wait a little.")
            response = render_form(request, form, status=429, notice=notice)
            response["Retry-After"] = str(int(KEPT_FOR.total_seconds()))
            return response
    return SeeOther(reverse("link_request_received"))


@require_safe
def link_request_received(request: HttpRequest) -> HttpResponse:
    return render(request, "coaching/link_request_received.html")
