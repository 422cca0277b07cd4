from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from coaching.forms import ApplicationForm
from coaching.submission import submit
from core.outbound import akismet
from core.web.public_forms import posted_data, process_form, public_form
from pagecache.kept import kept


# Not for a comment, because a private one is no public row.
@kept("article", "offer")
@sensitive_post_parameters()
@public_form
def application_create(request: HttpRequest) -> HttpResponse:
    form = ApplicationForm(posted_data(request), initial=ApplicationForm.initial_from(request.GET))
    return process_form(request, form, partial(_render_form, request), lambda: submit(form, request).private_url)


def _render_form(request: HttpRequest, form: ApplicationForm, notice: str, status: int) -> HttpResponse:
    context = {"form": form, "notice": notice, "is_screened": akismet.is_configured()}
    return render(request, "coaching/application_create.html", context, status=status)
