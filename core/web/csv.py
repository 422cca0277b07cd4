"""CSV files for spreadsheets, in which nothing that a stranger typed becomes a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

# Characters that begin a formula, with their full-width, small, superscript and mathematical forms, which spreadsheets
# accept too.
_FORMULA_STARTS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\u207a\u207b\u207c"
_INVISIBLE = r"[\s\"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"

# Also after any separator, because the separator is a setting of the reader's machine, and then quotes do not protect.
_FORMULA = re.compile(rf"(?:^|(?<=[,;|\t\r\n])){_INVISIBLE}*(?=[{_FORMULA_STARTS}])|^(?=[\t\r\n])")
_BYTE_ORDER_MARK = "\ufeff"  # Without it, Excel does not recognise UTF-8.


def rows_as_csv(header: Iterable[Any], rows: Iterable[Iterable[Any]], filename: str) -> StreamingHttpResponse:
    """Return a download of ``rows`` below a ``header``, streamed as ``rows`` are read: UTF-8, commas, all cells quoted.

    Numbers stay as they are, ``None`` is empty. Text that a spreadsheet could take for a formula gets an apostrophe in
    front, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response


def escape_formula(cell: Any) -> Any:
    """Return ``cell`` so that no spreadsheet runs it as a formula."""
    if cell is None or isinstance(cell, int | float):
        return cell
    return _FORMULA.sub(r"'\g<0>", str(cell))


class _Line:
    """A file for ``csv.writer`` that returns what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a file, see ``rows_as_csv``."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield _BYTE_ORDER_MARK + writer.writerow([escape_formula(cell) for cell in header])
    for row in rows:
        yield writer.writerow([escape_formula(cell) for cell in row])
