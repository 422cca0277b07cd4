"""Who may open the pages of a move, and files that come to them: in parts by a script, or with a form."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from core.refusals import RefusedError
from core.uploads.views import refusal
from core.uploads.widgets import take_upload

View = Callable[..., HttpResponseBase]
# Adds a file, and returns the URL of what was made of it. Raises ``RefusedError``.
Add = Callable[["File[bytes]"], str]


def for_movers(view: View) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.has_perm("wordpress.add_import"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def take_files(request: HttpRequest, kind: str, add: Add, url: str) -> HttpResponse:
    """Add the finished upload of a script, or all files of the form, which then leads to ``url``."""
    if "upload" in request.POST:
        return _take_upload(request.POST["upload"], kind, add)
    added = 0
    for sent in request.FILES.getlist("file"):
        try:
            add(sent)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            added += 1
    if added:
        said = ngettext("%(number)d file is added.", "%(number)d files are added.", added)
        messages.success(request, said % {"number": added})
    return redirect(url)


def _take_upload(token: str, kind: str, add: Add) -> HttpResponse:
    upload = take_upload(token, kind)
    if upload is None:
        return refusal(422, _("The upload of this file has expired. Please choose the file again."))
    try:
        with upload:
            return JsonResponse({"page": add(upload)}, status=201)
    except RefusedError as error:
        return refusal(422, str(error))
