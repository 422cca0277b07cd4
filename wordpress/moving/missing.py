"""Supply files that an import could not have: one for a certain place, or several that are found by their names."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from wordpress import tasks
from wordpress.file_addresses import family_of
from wordpress.files import store_file
from wordpress.models import MissingPlace, OldFile
from wordpress.placing import entries_of

UPLOAD_KIND = "old-file"
SHOWN = 20


def missing_files() -> QuerySet[OldFile]:
    """Return the files of the old site that are not here, those first that a page shows."""
    rows = OldFile.objects.filter(picture=None, document=None).exclude(fault="")
    is_shown = Exists(MissingPlace.objects.filter(file=OuterRef("pk")))
    return rows.annotate(is_shown=is_shown).order_by("-is_shown", "address")


def places_of(files: Iterable[OldFile]) -> dict[int, list[tuple[str, str]]]:
    """Return, by file, the titles and admin pages of what shows it: ``SHOWN`` of each at most."""
    number = Window(RowNumber(), partition_by="file", order_by="pk")
    rows = MissingPlace.objects.filter(file__in=[file.pk for file in files]).annotate(number=number)
    places = list(rows.filter(number__lte=SHOWN).order_by("pk"))
    entries = entries_of(places)
    found = defaultdict[int, list[tuple[str, str]]](list)
    for one in places:
        if entry := entries.get((one.kind, one.object_id)):
            url = reverse(f"admin:blog_{entry._meta.model_name}_change", args=[entry.pk])
            found[one.file_id].append((str(entry), url))
    return dict(found)


def page_of(row: OldFile) -> str:
    """Return the page of the file in the library."""
    kind, item = ("picture", row.picture) if row.picture else ("document", row.document)
    return reverse(f"admin:media_{kind}_change", args=[item.pk]) if item else reverse("admin:move_in_missing")


def supply(row: OldFile, upload: "File[bytes]") -> None:
    """Put the file into the library. A task shows it wherever it was missing. Raises ``RefusedError``."""
    try:
        with transaction.atomic():
            store_file(row, upload, "")
            tasks.place_files.enqueue()
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error


def supply_by_name(upload: "File[bytes]") -> OldFile:
    """Find the missing file with the name of this one, and supply it. Raises ``RefusedError``."""
    name = str(upload.name)
    found = [row for row in missing_files() if _plain_name(row.address) == _plain_name(name)]
    if not found:
        raise RefusedError(_("No missing file is called “%s”. Choose it at the one that it is for.") % name)
    if len(found) > 1:
        raise RefusedError(_("Several missing files are called “%s”. Choose it at each one that it is for.") % name)
    supply(found[0], upload)
    return found[0]


def _plain_name(address: str) -> str:
    """Return the name as an upload has it, without the size that WordPress adds."""
    return get_valid_filename(family_of(Path(address).name) or "file").casefold()
