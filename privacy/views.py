"""What a person asks for, and what the link in the mail leads to. Nothing is told to whoever lacks the link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comments.views.hearing import for_one_reader
from core.http import SeeOther, client_address, same_origin_post
from privacy import asking, exporting
from privacy.erasing import RefusedError, refuse_staff
from privacy.forms import PersonRequestForm
from privacy.models import PersonRequest


def give_back(request: HttpRequest) -> HttpResponse:
    notice = _("Nothing was sent yet: we could not see that this came from our site. Please send it here.")
    return _form_again(request, PersonRequestForm(request.POST), 403, notice)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_post(refused=give_back)
def privacy_request(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_again(request, PersonRequestForm(), 200)
    form = PersonRequestForm(request.POST)
    if not form.is_valid():
        return _form_again(request, form, 422)
    if not form.is_trapped:
        wish = form.save(commit=False)
        wish.address = client_address(request)
        try:
            asking.ask(wish)
        except asking.FloodError:
            notice = _("Many requests came from your connection within the hour. Please send this one later.")
            return _form_again(request, form, 429, notice)
    return SeeOther(reverse("privacy_requested"))


@require_safe
def privacy_requested(request: HttpRequest) -> HttpResponse:
    """The same for everybody, whether or not the address is known."""
    return render(request, "privacy/privacy_requested.html")


@for_one_reader
def privacy_person(request: HttpRequest, token: str) -> HttpResponse:
    wish = asking.find_by_token(token)
    if wish is None or (not wish.email and not wish.done_at):
        return _expired(request)
    context = {"wish": wish, "token": token, "refusal": _refusal(wish)}
    if request.method == "POST" and not context["refusal"]:
        asking.confirm_export(wish)
        return SeeOther(request.path)
    if wish.confirmed_at and wish.email and not wish.is_being_erased:
        context["held"] = exporting.holds(wish.email)
    return render(request, "privacy/privacy_person.html", context)


@for_one_reader
def privacy_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more; the button there does it."""
    wish = asking.find_by_token(token)
    if wish is None or not wish.email:
        return _expired(request)
    if _refusal(wish) or wish.is_being_erased:
        return SeeOther(reverse("privacy_person", args=[token]))
    if request.method == "POST":
        asking.confirm_erasure(wish)
        return SeeOther(reverse("privacy_person", args=[token]))
    return render(request, "privacy/privacy_erase.html", {"wish": wish, "token": token})


@for_one_reader
def privacy_file(request: HttpRequest, token: str) -> HttpResponse:
    """Made anew each time, and kept nowhere."""
    wish = asking.find_by_token(token)
    if wish is None or not wish.email or not wish.confirmed_at or _refusal(wish):
        return _expired(request)
    response = HttpResponse(exporting.export(wish.email), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, exporting.FILENAME) or "attachment"
    return response


def _refusal(wish: PersonRequest) -> str:
    """Why nothing can be done; only the owner of the address gets to read it."""
    try:
        if wish.email:
            refuse_staff(wish.email)
    except RefusedError as refusal:
        return str(refusal)
    return ""


def _form_again(request: HttpRequest, form: PersonRequestForm, status: int, notice: str = "") -> HttpResponse:
    return render(request, "privacy/privacy_request.html", {"form": form, "notice": notice}, status=status)


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/privacy_expired.html", status=404)
