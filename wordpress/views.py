"""URLs in WordPress's style. Each is answered by one redirect to the URL of the same article or page here."""

from django.http import HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from blog.addresses import not_found_or_gone
from blog.models import Address, Page, Post


def dated_link(request: HttpRequest, year: int, month: int, slug: str, day: int = 1) -> HttpResponse:
    """``/2017/11/slug/`` and ``/2017/11/06/slug/``. Only the slug counts; it may be a former one."""
    address = Address.objects.filter(slug=slug).select_related("moved_to").first()
    return _redirect_to(Post, address and (address.moved_to or address))


def front_page_number(request: HttpRequest, page: int) -> HttpResponse:
    return redirect("article_list", page=page, permanent=True)


def podcast_feed(request: HttpRequest, series: str = "") -> HttpResponse:
    """``/feed/podcast/`` and, of one series, ``/feed/podcast/series/``."""
    return redirect("podcast_feed", permanent=True)


@csrf_exempt
def gone(request: HttpRequest) -> HttpResponse:
    return HttpResponseGone()


def _redirect_to(model: type[Post | Page], address: Address | None) -> HttpResponse:
    if address is None or not model.objects.published().filter(address=address).exists():
        raise not_found_or_gone(address)
    return redirect(address, permanent=True)
