"""The public pages where visitors sign up for an offer and get what it gives."""

from functools import partial
from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.web.http import SeeOther, client_ip_address
from core.web.public_forms import METHODS, posted_data, process_form, public_form, same_origin_post
from offers.forms import SignUpForm
from offers.models import Offer, SignUp
from offers.sign_ups import sign_up
from pagecache.kept import kept


@kept("article")
@sensitive_post_parameters()
@public_form
def sign_up_create(request: HttpRequest, slug: str) -> HttpResponse:
    offer = _offer_at(slug)
    if offer.shown_offer() != offer:
        return redirect(offer)
    form = SignUpForm(posted_data(request), initial={"article": request.GET.get("article")})

    def submit() -> str:
        if not form.is_filled_by_bot:
            sign_up(offer, form, client_ip_address(request))
        return reverse("sign_up_received", args=[slug])

    return process_form(request, form, partial(_render_form, request, offer), submit)


@kept()
@require_safe
def sign_up_received(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page for everyone. It does not tell whether the address was known."""
    return render(request, "offers/sign_up_received.html", {"offer": _offer_at(slug)})


def refuse_foreign_post(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a POST from another site with the page and its button."""
    return _render_page(request, token, SignUp.from_token(token), status=403)


@require_http_methods(METHODS)
@cache_control(no_store=True, private=True)
@same_origin_post(refused=refuse_foreign_post)
def sign_up_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the visitor has signed up; the button confirms it. Then show what the offer gives."""
    found = SignUp.from_token(token)
    if found and request.method == "POST":
        found.confirm()
        return SeeOther(request.path)
    return _render_page(request, token, found)


@require_safe
@cache_control(no_store=True, private=True)
def sign_up_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the file as a download and never inline, so that it can't run in the site's origin."""
    found = SignUp.from_token(token)
    if found is None or not found.confirmed_at or not found.offer.file:
        raise Http404
    file = found.offer.file
    response = FileResponse(file.open("rb"), as_attachment=True, filename=PurePath(str(file.name)).name)
    response["X-Robots-Tag"] = "noindex"
    return response


def _offer_at(slug: str) -> Offer:
    """Return an offer that has begun and collects sign-ups, even if it has ended."""
    return get_object_or_404(Offer.objects.begun().with_successors().filter(collects_sign_ups=True), slug=slug)


def _render_form(request: HttpRequest, offer: Offer, form: SignUpForm, notice: str, status: int) -> HttpResponse:
    context = {"offer": offer, "form": form, "notice": notice}
    return render(request, "offers/sign_up_create.html", context, status=status)


def _render_page(request: HttpRequest, token: str, found: SignUp | None, *, status: int = 200) -> HttpResponse:
    if found is None:
        response = render(request, "offers/sign_up_gone.html", status=404)
    else:
        context = {"token": token, "sign_up": found, "offer": found.offer}
        response = render(request, "offers/sign_up_page.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
