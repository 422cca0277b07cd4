from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from offers.click_tracking import record_click, referring_post
from offers.models import Offer


@require_safe
@cache_control(no_store=True)
def offer_redirect(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect to the stored target of the offer, or of its successor."""
    offer = get_object_or_404(Offer.objects.begun().with_successors(), slug=slug)
    standing = offer.shown_offer()
    if standing:
        post = referring_post(request)
        record_click(request, standing, post)
        response: HttpResponse = HttpResponseRedirect(standing.destination(post))
    else:
        response = render(request, "offers/offer_ended.html", {"offer": offer}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response
