"""Pictures of other sites, for texts that were pasted. A task fetches them; the script asks for the result."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from accounts.access import signed_in_user
from blog.admin.desk.answers import RefusedRequestError, read_json
from blog.models import RemotePicture
from blog.models.remote_picture import MAX_ADDRESS
from blog.tasks import fetch_remote_pictures
from core.queue import enqueue_once


def fetch(request: HttpRequest) -> JsonResponse:
    """Have the picture at the address ``url`` brought into the library."""
    _require_adding(request)
    data = read_json(request)
    url = iri_to_uri(str(data.get("url") or ""))
    if not url.startswith(("http://", "https://")) or len(url) > MAX_ADDRESS:
        raise RefusedRequestError(422, error=_("This isn’t the address of a picture."))
    words = str(data.get("alternative_text") or "").replace("\0", "").strip()[:300]
    with transaction.atomic():
        row = RemotePicture.objects.ask(url, signed_in_user(request), words)
        enqueue_once(fetch_remote_pictures)
    return JsonResponse(_describe(row), status=202)


def fetched(request: HttpRequest, pk: int) -> JsonResponse:
    """Tell whether the picture has arrived, or why not."""
    _require_adding(request)
    row = RemotePicture.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return JsonResponse(_describe(row))


def _require_adding(request: HttpRequest) -> None:
    if not request.user.has_perm("media.add_picture"):
        raise PermissionDenied


def _describe(row: RemotePicture) -> dict[str, Any]:
    url = reverse("admin:blog_desk_picture_fetched", args=[row.pk])
    return {"url": url, "is_awaited": row.is_awaited, "picture": row.picture_id, "error": row.fault}
