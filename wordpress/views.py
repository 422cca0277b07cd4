"""URLs in WordPress's style. Each is answered by one redirect to the URL of the same article or page here."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from blog.addresses import not_found_or_gone
from blog.models import Address, Page, Post
from blog.periods import Period, existing_periods
from core.web.feeds import ATOM
from wordpress.models import ImportedRow

# The routes of feeds by their names in WordPress; all others are that of the articles.
FEEDS = {"comments-rss2": "comment_feed", "comments-atom": "comment_feed"}
# By the parameter that says of which list: the route of its feed, and the argument.
LISTS = {
    "category_name": ("category_feed", "path"),
    "tag": ("tag_feed", "slug"),
    "author_name": ("author_feed", "slug"),
}


def plain_link(request: HttpRequest, wordpress_id: str) -> HttpResponse:
    """``/?p=ID`` and ``/?page_id=ID``."""
    return _redirect_to(*_find(wordpress_id))


def search_link(words: str) -> HttpResponse:
    """``/?s=words``."""
    return redirect(reverse("search", query={"q": words} if words else None), permanent=True)


def dated_link(request: HttpRequest, year: int, month: int, slug: str, day: int = 1) -> HttpResponse:
    """``/2017/11/slug/`` and ``/2017/11/06/slug/``. Only the slug counts; it may be a former one, or a day of the month
    without an article of this name."""
    address = Address.objects.filter(slug=slug).select_related("moved_to").first()
    if address is None and slug.isdecimal() and existing_periods({period := Period(year, month)}):
        return redirect("period_list", period, permanent=True)
    return _redirect_to(Post, address and (address.moved_to or address))


def feed_link(request: HttpRequest) -> HttpResponse:
    """``/?feed=rss2`` and its like. Of a category's number nothing is known: it leads to the feed of the site."""
    kind, wordpress_id = request.GET["feed"], request.GET.get("p", "")
    of_format = {"feed_format": ATOM} if kind.endswith(ATOM) else {}
    if wordpress_id.isdecimal():
        _model, address = _find(wordpress_id)
        return _redirect_to(Post, address, "post_comment_feed", **of_format)
    for parameter, (route, keyword) in LISTS.items():
        if value := request.GET.get(parameter):
            return redirect(route, permanent=True, **{keyword: value}, **of_format)
    return redirect(FEEDS.get(kind, "feed"), permanent=True, **of_format)


def former_format(request: HttpRequest, feed: str) -> HttpResponse:
    """``…/feed/rss2/`` and its like: the same list as RSS 2.0."""
    return HttpResponsePermanentRedirect(f"/{quote(feed)}")


def front_page_number(request: HttpRequest, page: int) -> HttpResponse:
    return redirect("article_list", page=page, permanent=True)


@csrf_exempt
def gone(request: HttpRequest) -> HttpResponse:
    return HttpResponseGone()


def _find(wordpress_id: str) -> tuple[type[Post | Page], Address | None]:
    """Return the address of the article or page with this id. Raises ``Http404``."""
    kinds = (ImportedRow.Kind.POST, ImportedRow.Kind.PAGE)
    row = ImportedRow.objects.filter(wordpress_id=wordpress_id, kind__in=kinds).first()
    if row is None:
        raise Http404
    model = Post if row.kind == ImportedRow.Kind.POST else Page
    return model, Address.objects.filter(**{str(model._meta.model_name): row.object_id}).first()


def _redirect_to(
    model: type[Post | Page], address: Address | None, route: str = "entry_detail", **arguments: str
) -> HttpResponse:
    if address is None or not model.objects.published().filter(address=address).exists():
        raise not_found_or_gone(address)
    return redirect(route, permanent=True, slug=address.slug, **arguments)
