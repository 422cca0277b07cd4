from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from media import uses
from media.file_types import media_type_of
from media.models import Document
from media.models.document import PREFIX


@require_safe
def document_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a file, as a download, while something public links to it."""
    document = Document.objects.filter(address=f"{PREFIX}{name}").first()
    if document is None or not uses.is_public(document):
        raise Http404
    return send_document(document)


def send_document(document: Document) -> HttpResponseBase:
    """Return a response with the file as a download, so that nothing in it runs in the site's origin."""
    name = document.address.removeprefix(PREFIX)
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type_of(name))
    patch_cache_control(response, no_cache=True)
    return response
