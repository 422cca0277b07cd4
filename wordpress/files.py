"""Bring the pictures and files of the old site into the library: from its uploads, or by fetching them.

Each is a row, so that a run that was ended goes on, and what could not be had is tried again by the next.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from media import library
from media.file_types import START, TYPES, ending_of, type_of
from media.models import Document, Picture
from wordpress.content import FileReference
from wordpress.content.files import name_of
from wordpress.fetching import Fetcher, FetchError
from wordpress.file_addresses import bare_host, family_of, file_address, originals_of
from wordpress.models import MAX_ADDRESS, ImportedRow, MissingPlace, OldFile
from wordpress.overview import Attachment, Overview
from wordpress.records import Item
from wordpress.report import Report
from wordpress.uploads import Uploads

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

MAX_DESCRIPTION, MAX_NAME = 300, 150
# Endings of what the library does not take. It is not fetched.
OTHER_TYPES = set("aac wma wmv mpg mpeg 3gp mkv vtt srt pages numbers key mobi svg ico psd ai eps".split())
OTHER_TYPES |= set("gz tar rar 7z css js json xml html htm php exe".split())
SHOWN_PLACES = 5


def find_row(address: str) -> OldFile | None:
    """Return the row of the file, or of the picture that it is a copy of."""
    family = family_of(address)
    rows = OldFile.objects.filter(Q(address__in=(address, family)) | Q(family=family))
    rows = rows.select_related("picture", "document")
    return min(rows, key=lambda row: (row.item is None, row.address != address, row.address != family), default=None)


class FileFinder:
    """Finds files while an import runs. ``item`` is the article or page whose files are asked for.

    A rehearsal brings none, and says where each would come from.
    """

    def __init__(self, overview: Overview, uploads: Uploads, *, fetches: bool, rehearses: bool) -> None:
        self.item = ""
        self._attachments = overview.attachments
        self._url = overview.site.url or "https://example.invalid"
        self._host = bare_host(self._url.partition("//")[2].partition("/")[0])
        self._uploads = uploads
        self._fetcher = Fetcher() if fetches else None
        self._rehearses = rehearses
        self._by_address = {
            address: one for one in overview.attachments.values() if (address := file_address(one.url, self._host))
        }
        self.captions = {one.id: one.caption for one in overview.attachments.values() if one.caption}
        # Of the media library: files whose captions no text had yet, and those that the current text shows.
        self._uncaptioned, self._shown = set(self.captions), set[int]()
        self._attached: dict[int, list[int]] = {}
        for one in overview.attachments.values():
            self._attached.setdefault(one.parent, []).append(one.id)
        self._tried: dict[str, str] = {}
        self._missing: dict[str, list[str]] = {}
        # Of the current article or page: rows that could not be had, and whether they are its cover.
        self._wanted: dict[tuple[int, bool], None] = {}

    def find(self, reference: FileReference, *, is_cover: bool = False) -> Picture | Document | str | None:
        """Return what a text shows, which is brought now. The address of what can’t be had, if that is known."""
        known = self._attachments.get(reference.attachment)
        if shown := known or self._known_at(self._address(reference.address)):
            self._shown.add(shown.id)
        for url in dict.fromkeys((known.url if known else "", reference.address)):
            row = self._bring(url, reference.alternative_text) if url else None
            if row and row.item:
                return row.item
            if row:
                self._wanted.setdefault((row.pk, is_cover))
        missing = reference.address or (known.url if known else "")
        self._missing.setdefault(missing or f"attachment {reference.attachment}", []).append(self.item)
        return missing or None

    def begin(self, item: Item) -> None:
        """Say whose files are asked for from now on."""
        self.item = item.title
        self._wanted.clear()
        self._shown.clear()

    def find_captions(self, text: str) -> None:
        """Remember which captions of the media library stand in the text that was asked for."""
        self._uncaptioned -= {one for one in self._shown & self._uncaptioned if self.captions[one] in text}

    def remember_places(self, kind: str, object_id: int) -> None:
        """Remember that this article or page shows what could not be had, so that it can be supplied later."""
        MissingPlace.objects.bulk_create(
            [MissingPlace(file_id=pk, kind=kind, object_id=object_id, is_cover=cover) for pk, cover in self._wanted],
            ignore_conflicts=True,
        )

    def attached_to(self, item: int) -> list[int]:
        """Return the ids of the files that were uploaded for the item."""
        return self._attached.get(item, [])

    def import_attachment(self, run: "ImportRun", item: Item) -> None:
        """Import an item that is a file, and count it."""
        tally = run.report.tally_for(item.kind)
        known = self._attachments.get(item.id)
        url = item.attachment_url or (known.url if known else "")
        before = find_row(self._address(url))
        was_there = before is not None and before.item is not None and before.address not in self._tried
        row = self._bring(url, "")
        if row is None:
            tally.left_out[_("it has no address that a file can have")] += 1
            return
        if row.item is None:
            tally.left_out[row.fault] += 1
            self._missing.setdefault(url, [])
        elif was_there:
            tally.already_there += 1
        else:
            tally.imported += 1
        OldFile.objects.filter(pk=row.pk).update(wordpress_id=item.id or None, parent=item.parent or None)
        # Below /wp-content/uploads/ a file is found by its name.
        others = [] if "/wp-content/" in url else [url]
        run.remember_addresses(ImportedRow.Kind.FILE, row.pk, item.link, f"/?attachment_id={item.id}", *others)

    def report_missing(self, report: Report) -> None:
        """List what could not be had, with the texts that show it, and what to do about that."""
        for name in self._uploads.refused:
            report.note(_("“%s” in the uploads has a name that leads out of them. It was not read.") % name)
        for address, places in self._missing.items():
            row = find_row(self._address(address))
            fault = row.fault if row else _("the export does not say where it is")
            report.files[address] = fault, [place for place in dict.fromkeys(places) if place][:SHOWN_PLACES]
        for one in self._attachments.values():
            self._note_words(report, one)
        if self._missing and not self._rehearses:
            report.note(_("Missing files can be supplied under Settings → Move in."))

    def _note_words(self, report: Report, one: Attachment) -> None:
        """Name what only the media library says of a file: the library here has no place for it."""
        words = [one.caption if one.id in self._uncaptioned else "", one.description]
        said = " · ".join(Truncator(some).chars(MAX_DESCRIPTION) for some in words if some)
        if said:
            note = _("The media library of WordPress says of “%(name)s”: “%(words)s”. No text shows that here.")
            report.note(note % {"name": name_of(one.url), "words": said})

    def _address(self, url: str) -> str:
        address = file_address(url, self._host)
        return address if len(address) <= MAX_ADDRESS else ""

    def _bring(self, url: str, alternative_text: str) -> OldFile | None:
        """Return the row of the file, which is brought now if it is not there. ``None`` if it has no address."""
        address = self._address(url)
        if not address:
            return None
        row = find_row(address)
        if row and (row.item or row.address in self._tried):
            return row
        if known := self._known_at(address):
            address, alternative_text = self._address(known.url), known.alternative_text or alternative_text
        row = OldFile.objects.get_or_create(address=address, defaults={"family": family_of(address)})[0]
        if row.item is None and address not in self._tried:
            self._tried[address] = self._try(row, url, known, alternative_text)
        return row

    def _known_at(self, address: str) -> Attachment | None:
        candidates = (self._by_address.get(one) for one in (address, *originals_of(address)))
        return next((one for one in candidates if one), None)

    def _try(self, row: OldFile, url: str, known: Attachment | None, alternative_text: str) -> str:
        """Bring the file. Return why it can't be had, or an empty text."""
        fault = _("files of this type are not kept here, only pictures, PDFs, office documents, sound and film")
        is_kept = ending_of(row.address) not in OTHER_TYPES
        if is_kept and self._rehearses:
            fault = self._source_of(row.address)
        elif is_kept:
            try:
                with self._open(row.address, known.url if known else url) as content:
                    store_file(row, content, alternative_text)
                return ""
            except FetchError as error:
                fault = str(error)
            except ValidationError as error:
                fault = " ".join(error.messages)
        row.fault = fault[:500]
        OldFile.objects.filter(pk=row.pk).update(fault=row.fault)
        return row.fault

    def _source_of(self, address: str) -> str:
        """Say where the file would come from."""
        if (content := self._from_uploads(address)) is not None:
            content.close()
            return _("it will come from the uploads")
        return _("it will be fetched from the old site") if self._fetcher else _("it is not among the uploads")

    def _from_uploads(self, address: str) -> "File[bytes] | None":
        paths = (one.removeprefix("uploads/") for one in originals_of(address) if one.startswith("uploads/"))
        return next((content for path in paths if (content := self._uploads.open(path)) is not None), None)

    def _open(self, address: str, url: str) -> "File[bytes]":
        """Return the file from the uploads or the old site, of several sizes the largest. Raises ``FetchError``."""
        fault = FetchError(_("it is not among the uploads"))
        if (content := self._from_uploads(address)) is not None:
            return content
        if self._fetcher is None:
            raise fault
        whole = urljoin(f"{self._url}/", url)
        for one in originals_of(address):
            try:
                return ContentFile(self._fetcher.fetch(_with_name_of(whole, one)))
            except FetchError as error:
                fault = error
        raise fault


def store_file(row: OldFile, content: "File[bytes]", alternative_text: str) -> None:
    """Put the file into the library. Raises ``ValidationError`` if it is of another type, or too large."""
    name = row.address.rpartition("/")[2][-MAX_NAME:]
    content.seek(0)
    start = content.read(START)
    if b"<html" in start.lower() or b"<!doctype html" in start.lower():
        raise ValidationError(_("it is a web page and not the file"))
    with transaction.atomic():
        if type_of(start, name) or ending_of(name) in TYPES:
            document = Document.from_upload(content, name)
            document.save()
            row.document = document
        else:
            words = {"alternative_text": alternative_text[:MAX_DESCRIPTION]}
            row.picture = library.add_once(content, name, **words)
        row.fault = ""
        row.save()


def _with_name_of(url: str, address: str) -> str:
    """Return the URL of the same file in another size: with the last part of ``address``."""
    return f"{url.partition('?')[0].rpartition('/')[0]}/{quote(address.rpartition('/')[2])}"
