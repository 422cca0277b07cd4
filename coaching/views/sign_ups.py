"""Where visitors sign up for what an offer gives, and where they get it."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from coaching.models import Offer, SignUp
from coaching.models.sign_up import ADDRESS_KEPT
from coaching.sign_up_forms import SignUpForm
from coaching.signing_up import FloodError, sign_up
from core.http import SeeOther, client_address, same_origin_post

FORM_METHODS = ["GET", "HEAD", "POST"]


def give_back(request: HttpRequest, slug: str) -> HttpResponse:
    notice = _("Your browser did not say that this came from our page. Please send it once more.")
    typed = {name: request.POST.get(name, "") for name in ("name", "email", "article")}
    return _render_form(request, _offer_at(slug), SignUpForm(initial=typed), status=403, notice=notice)


@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@same_origin_post(refused=give_back)
def sign_up_create(request: HttpRequest, slug: str) -> HttpResponse:
    offer = _offer_at(slug)
    if offer.standing() != offer:
        return redirect(offer)
    if request.method != "POST":
        return _render_form(request, offer, SignUpForm(initial={"article": request.GET.get("article")}))
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return _render_form(request, offer, form, status=422)
    try:
        if not form.is_trapped:
            sign_up(offer, form, client_address(request))
    except FloodError:
        notice = _("Many people signed up from your network within the hour. Please send it a little later.")
        response = _render_form(request, offer, form, status=429, notice=notice)
        response["Retry-After"] = str(int(ADDRESS_KEPT.total_seconds()))
        return response
    return SeeOther(reverse("sign_up_received", args=[slug]))


@require_safe
def sign_up_received(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everyone: it tells nothing of the address that was given."""
    return render(request, "coaching/sign_up_received.html", {"offer": _offer_at(slug)})


def press_here(request: HttpRequest, token: str) -> HttpResponse:
    """A POST from elsewhere is answered by the page with the button."""
    return _render_page(request, token, SignUp.of_token(token), status=403)


@require_http_methods(FORM_METHODS)
@cache_control(no_store=True, private=True)
@same_origin_post(refused=press_here)
def sign_up_page(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether it was they who signed up; the button confirms it. Then it gives what the offer gives."""
    found = SignUp.of_token(token)
    if found and request.method == "POST":
        found.confirm()
        return SeeOther(request.path)
    return _render_page(request, token, found)


@require_safe
@cache_control(no_store=True, private=True)
def sign_up_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """To be saved, never shown: whatever is in it, the site's own pages are out of its reach."""
    found = SignUp.of_token(token)
    if found is None or not found.confirmed_at or not found.offer.file:
        raise Http404
    file = found.offer.file
    response = FileResponse(file.open("rb"), as_attachment=True, filename=PurePath(str(file.name)).name)
    response["X-Robots-Tag"] = "noindex"
    return response


def _offer_at(slug: str) -> Offer:
    """One that has begun and collects sign-ups; when it has ended, too."""
    return get_object_or_404(Offer.objects.begun().with_successors().filter(collects_sign_ups=True), slug=slug)


def _render_form(
    request: HttpRequest, offer: Offer, form: SignUpForm, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {"offer": offer, "form": form, "notice": notice}
    return render(request, "coaching/sign_up_create.html", context, status=status)


def _render_page(request: HttpRequest, token: str, found: SignUp | None, *, status: int = 200) -> HttpResponse:
    if found is None:
        response = render(request, "coaching/sign_up_gone.html", status=404)
    else:
        context = {"token": token, "sign_up": found, "offer": found.offer}
        response = render(request, "coaching/sign_up_page.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
