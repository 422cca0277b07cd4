"""Serve uploaded pictures and audio files, unless a web server in front of the site does."""

import errno
from pathlib import Path, PurePath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.serving.ranges import with_ranges

# No other extension is served. A browser runs no script from these types (SecurityMiddleware adds nosniff).
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".png": "image/png",
    ".wav": "audio/wav",
    ".webp": "image/webp",
}
MONTH_IN_SECONDS = 30 * 24 * 3600


@require_safe
def media_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file of the default storage, or a part of it.

    Storage never uses a name twice, so browsers may cache it for long.
    """
    content_type = CONTENT_TYPES.get(PurePath(path).suffix)
    if content_type is None:
        raise Http404
    try:
        file = Path(default_storage.path(path))
        response = serve(request, file.name, document_root=str(file.parent))
    except OSError as error:
        if error.errno == errno.EIO:  # Whether it is there is not known. A 404 would be believed and kept.
            raise
        # It is missing, or its name is too long for the file system.
        raise Http404 from error
    response["Content-Type"] = content_type
    # Feed readers and link previews show pictures on their own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=MONTH_IN_SECONDS)
    return with_ranges(request, response) if isinstance(response, FileResponse) else response
