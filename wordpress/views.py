"""Addresses that WordPress gave out, each answered by one redirect to where the same thing stands now."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from blog.models import Address, Page, Post
from wordpress.models import ImportedRow


def plain_link(request: HttpRequest, wordpress_id: str) -> HttpResponse:
    """``/?p=ID`` and ``/?page_id=ID``."""
    row = ImportedRow.objects.filter(
        wordpress_id=wordpress_id, kind__in=(ImportedRow.Kind.POST, ImportedRow.Kind.PAGE)
    ).first()
    if row is None:
        raise Http404
    model = Post if row.kind == ImportedRow.Kind.POST else Page
    return _redirect_to(model.objects.published().filter(pk=row.object_id).select_related("address").first())


def dated_link(request: HttpRequest, year: int, month: int, slug: str, day: int = 1) -> HttpResponse:
    """``/2017/11/slug/`` and ``/2017/11/06/slug/``: the slug alone says which article; it may be an old one."""
    address = Address.objects.filter(slug=slug).select_related("moved_to").first()
    current = address and (address.moved_to or address)
    return _redirect_to(Post.objects.published().filter(address=current).select_related("address").first())


def front_page_number(request: HttpRequest, page: int) -> HttpResponse:
    return redirect("article_list", page=page, permanent=True)


@csrf_exempt
def gone(request: HttpRequest) -> HttpResponse:
    return HttpResponseGone()


def _redirect_to(entry: Post | Page | None) -> HttpResponse:
    if entry is None:
        raise Http404
    return redirect(entry, permanent=True)
