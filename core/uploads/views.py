"""Uploads in parts, for staff. The requests are small and can be repeated, as in the tus protocol (https://tus.io)."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from core.uploads.forms import UploadForm
from core.uploads.models import OffsetError, Upload

# A connection with 1 Mbit/s sends this in four seconds.
MAX_PART_BYTES = 512 * 1024
MAX_UNFINISHED = 20

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Answer others with 403 and a sentence, because a script can't use a redirect to the sign-in page."""

    @never_cache
    @csrf_protect
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not admin.site.has_permission(request):
            return refusal(403, _("You are no longer signed in. Please sign in in another tab, then try again."))
        return view(request, **kwargs)

    return guarded


def refusal(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


@require_POST
@staff_only
def upload_create(request: HttpRequest) -> HttpResponse:
    """Announce a file by ``kind``, ``name`` and ``size``. The response has the URL for its parts."""
    form = UploadForm(request.POST)
    if not form.is_valid():
        return refusal(422, " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    if Upload.objects.unfinished().filter(owner_id=request.user.pk).count() >= MAX_UNFINISHED:
        return refusal(429, _("Too many files are being uploaded. Please wait until some have arrived."))
    upload = form.save(commit=False)
    upload.owner_id = cast(int, request.user.pk)
    upload.save()
    url = reverse("upload_detail", args=[upload.token])
    return JsonResponse({"token": upload.token, "url": url, "part": MAX_PART_BYTES}, status=201)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@staff_only
def upload_detail(request: HttpRequest, token: str) -> HttpResponse:
    """Tell how much has arrived (HEAD), append a part (PATCH), or discard the upload (DELETE)."""
    upload = Upload.objects.current().filter(owner_id=request.user.pk, token=token).first()
    if upload is None:
        return refusal(404, _("The upload of this file has expired. Please choose the file again."))
    if request.method == "DELETE":
        upload.discard()
        return HttpResponse(status=204)
    return with_offset(upload, _append(upload, request) if request.method == "PATCH" else 204)


def _append(upload: Upload, request: HttpRequest) -> int:
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit()) or len(request.body) > MAX_PART_BYTES:
        return 400
    try:
        upload.append(int(offset), request.body)
    except OffsetError:
        return 409
    return 204


def with_offset(upload: Upload, status: int) -> HttpResponse:
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}
    return HttpResponse(status=status, headers=headers)
