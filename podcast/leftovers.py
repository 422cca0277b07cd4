"""Files of audio that no episode has any more: of articles that were deleted, or of a save that was interrupted."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from podcast.models import Episode
from podcast.models.episode import AUDIO_FOLDER

# A file is written before its row.
GRACE = timedelta(days=1)


def delete_leftovers() -> None:
    used = set(Episode.objects.exclude(audio="").values_list("audio", flat=True))
    long_ago = timezone.now() - GRACE
    try:
        folders = default_storage.listdir(AUDIO_FOLDER)[0]
    except FileNotFoundError:
        return
    for folder in folders:
        for file in default_storage.listdir(f"{AUDIO_FOLDER}/{folder}")[1]:
            name = f"{AUDIO_FOLDER}/{folder}/{file}"
            if name not in used and default_storage.get_modified_time(name) < long_ago:
                default_storage.delete(name)
