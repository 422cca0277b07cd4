"""Choose pictures of the library in a dialog of another page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.images.formats import ACCEPT
from core.web.primary_keys import read_pk
from media.models import Label, Picture

PICTURES_PER_PAGE = 24


def choose(request: HttpRequest, is_allowed: bool) -> HttpResponse:
    """Return a part of a page with the pictures that match, as radio buttons, or check boxes with ``many=1``."""
    if not is_allowed:
        raise PermissionDenied
    words, label = request.GET.get("q", "")[:200], request.GET.get("label", "")
    pictures = Picture.objects.search(words)
    if pk := read_pk(label):
        pictures = pictures.filter(labels=pk)
    context = {
        "page": Paginator(pictures, PICTURES_PER_PAGE).get_page(request.GET.get("page")),
        "labels": Label.objects.filter(pk__in=Picture.labels.through.objects.values("label")),
        "query": words,
        "label": label,
        "many": request.GET.get("many") == "1",
        "accept": ACCEPT,
    }
    return render(request, "admin/media/choose.html", context)


def describe(picture: Picture) -> dict[str, Any]:
    """Return what scripts are told of a picture."""
    return {
        "pk": picture.pk,
        "url": picture.url,
        "thumbnail": picture.thumbnail_url,
        "width": picture.width,
        "height": picture.height,
        "alternative_text": picture.alternative_text,
        "page": reverse("admin:media_picture_change", args=[picture.pk]),
    }
