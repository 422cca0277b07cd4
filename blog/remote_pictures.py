"""Bring pictures of other sites into the library: those of pasted texts, and the stills of videos."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from blog.models import RemotePicture
from blog.models.remote_picture import FETCHING
from blog.video_addresses import video_at
from blog.video_stills import fetch_still
from core.images.formats import MAX_BYTES
from core.outbound.connection_faults import ConnectionFaultError
from media import library
from media.models import Picture


def fetch_due() -> None:
    """Fetch all that is due, each once: whoever wants another attempt asks again."""
    while row := RemotePicture.objects.due().first():
        if FETCHING.claim(row):
            picture, fault = _fetch(row)
            FETCHING.release(row, picture=picture, fault=fault[:500])


def _fetch(row: RemotePicture) -> tuple[Picture | None, str]:
    """Return the picture, or else why there is none."""
    try:
        if video := video_at(row.address):
            return fetch_still(video, row.asked_by), ""
        from core.outbound.downloads import download  # With an HTTP client, which no other process needs.

        content, name = download(row.address, MAX_BYTES)
        words = {"alternative_text": row.alternative_text, "added_by": row.asked_by}
        return library.add_once(ContentFile(content), name, **words), ""
    except ConnectionFaultError:
        return None, _("This picture can’t be fetched from its site. Please save it, then add the file.")
    except ValidationError as error:
        return None, " ".join(error.messages)
