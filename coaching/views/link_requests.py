from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from coaching import link_requests
from coaching.applicant_forms import LinkRequestForm
from core.web.http import client_ip_address
from core.web.public_forms import posted_data, process_form, public_form
from pagecache.kept import kept


@kept()
@sensitive_post_parameters()
@public_form
def link_request_create(request: HttpRequest) -> HttpResponse:
    """Take a request. The response is the same whether or not anybody applied from the address."""
    form = LinkRequestForm(posted_data(request))

    def submit() -> str:
        if not form.is_filled_by_bot:
            link_requests.request_links(form.cleaned_data["email"], client_ip_address(request))
        return reverse("link_request_received")

    return process_form(request, form, partial(_render_form, request), submit)


@kept()
@require_safe
def link_request_received(request: HttpRequest) -> HttpResponse:
    return render(request, "coaching/link_request_received.html")


def _render_form(request: HttpRequest, form: LinkRequestForm, notice: str, status: int) -> HttpResponse:
    return render(request, "coaching/link_request_create.html", {"form": form, "notice": notice}, status=status)
