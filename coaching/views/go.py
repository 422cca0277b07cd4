from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from coaching.counting import article_before, count
from coaching.models import Offer


@require_safe
@cache_control(no_store=True)
def offer_go(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead on to what the offer is about, or what follows it, and to nowhere else."""
    offer = get_object_or_404(Offer.objects.begun().with_successors(), slug=slug)
    standing = offer.standing()
    if standing:
        post = article_before(request)
        count(request, standing, post)
        response: HttpResponse = HttpResponseRedirect(standing.destination(post))
    else:
        response = render(request, "coaching/offer_ended.html", {"offer": offer}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response
