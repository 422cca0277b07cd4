"""Lists as CSV files for a spreadsheet, in which nothing that a stranger typed becomes a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

# What begins a formula, in its wide, small, raised and mathematical forms too: spreadsheets fold them.
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\u207a\u207b\u207c"
_UNSEEN = r"[\s\"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"

# Also behind any separator: which one counts is a setting of the reader's machine, and quotes then protect nothing.
_FORMULA = re.compile(rf"(?:^|(?<=[,;|\t\r\n])){_UNSEEN}*(?=[{_SIGNS}])|^(?=[\t\r\n])")
_BYTE_ORDER_MARK = "\ufeff"  # Without it, Excel takes UTF-8 for something older.


def rows_as_csv(header: Iterable[Any], rows: Iterable[Iterable[Any]], filename: str) -> StreamingHttpResponse:
    """A download of ``rows`` below a ``header``, sent as it is read from ``rows``: UTF-8, commas, all cells quoted.

    Numbers stay as they are, ``None`` is empty; text that a spreadsheet could take for a formula gets an apostrophe in
    front, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response


def harmless(cell: Any) -> Any:
    """``cell`` as no spreadsheet runs it."""
    if cell is None or isinstance(cell, int | float):
        return cell
    return _FORMULA.sub(r"'\g<0>", str(cell))


class _Line:
    """A file for ``csv.writer`` that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _lines(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield _BYTE_ORDER_MARK + writer.writerow([harmless(cell) for cell in header])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
