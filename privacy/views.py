"""The public pages for privacy requests. Personal data is shown only to who has the link from the mail."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from comments.views.mail_preferences import for_one_reader
from core.refusals import RefusedError
from core.web.http import SeeOther, client_ip_address
from core.web.public_forms import posted_data, process_form, public_form
from pagecache.kept import kept
from privacy import export, requests
from privacy.erasure import refuse_staff
from privacy.forms import PrivacyRequestForm
from privacy.models import PrivacyRequest, RetentionSettings


@kept()
@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """Show the coach's own text, and what each form keeps and for how long."""
    return render(request, "privacy/privacy_notice.html", {"kept": RetentionSettings.load()})


@kept()
@public_form
def privacy_request(request: HttpRequest) -> HttpResponse:
    form = PrivacyRequestForm(posted_data(request))

    def submit() -> str:
        if not form.is_filled_by_bot:
            wish = form.save(commit=False)
            wish.ip_address = client_ip_address(request)
            requests.submit_request(wish)
        return reverse("privacy_requested")

    return process_form(request, form, partial(_render_form, request), submit)


@kept()
@require_safe
def privacy_requested(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way. The page is the same whether or not the site knows the address."""
    return render(request, "privacy/privacy_requested.html")


@for_one_reader
def privacy_person(request: HttpRequest, token: str) -> HttpResponse:
    wish = PrivacyRequest.from_token(token)
    if wish is None or (not wish.email and not wish.done_at):
        return _expired(request)
    context = {"wish": wish, "token": token, "refusal": _refusal(wish)}
    if request.method == "POST" and not context["refusal"]:
        requests.confirm_export(wish)
        return SeeOther(request.path)
    if wish.confirmed_at and wish.email and not wish.is_being_erased:
        context["held"] = export.summarise(wish.email)
    return render(request, "privacy/privacy_person.html", context)


@for_one_reader
def privacy_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for confirmation on GET, erase on POST."""
    wish = PrivacyRequest.from_token(token)
    if wish is None or not wish.email:
        return _expired(request)
    if _refusal(wish) or wish.is_being_erased:
        return SeeOther(reverse("privacy_person", args=[token]))
    if request.method == "POST":
        requests.confirm_erasure(wish)
        return SeeOther(reverse("privacy_person", args=[token]))
    return render(request, "privacy/privacy_erase.html", {"wish": wish, "token": token})


@for_one_reader
def privacy_file(request: HttpRequest, token: str) -> HttpResponse:
    """Download the export. It is made for each request and not stored."""
    wish = PrivacyRequest.from_token(token)
    if wish is None or not wish.email or not wish.confirmed_at or _refusal(wish):
        return _expired(request)
    response = HttpResponse(export.export_person(wish.email), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, export.FILENAME) or "attachment"
    return response


def _refusal(wish: PrivacyRequest) -> str:
    """Return why nothing can be done, or an empty text. Only the owner of the address reads it."""
    try:
        if wish.email:
            refuse_staff(wish.email)
    except RefusedError as refusal:
        return str(refusal)
    return ""


def _render_form(request: HttpRequest, form: PrivacyRequestForm, notice: str, status: int) -> HttpResponse:
    return render(request, "privacy/privacy_request.html", {"form": form, "notice": notice}, status=status)


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/privacy_expired.html", status=404)
