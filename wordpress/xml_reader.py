"""Read the elements of an export, one at a time."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _


class UnreadableExportError(Exception):
    """The file is no WordPress export, or is broken. The message is a sentence for the person who runs the import."""


class BrokenXmlError(UnreadableExportError):
    """The file is not well-formed, because of ``fault``. It may be mended, see ``wordpress.mending``."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        advice = _("A common cause is an incomplete download. Export it again, or correct that line.")
        super().__init__(f"{_('The file is not well-formed XML: %s.') % fault} {advice}")


def elements(file: IO[bytes], parent: str) -> Iterator[Element]:
    """Yield the direct children of ``parent``, and free the memory of each afterwards.

    Raises ``BrokenXmlError`` for malformed XML, with the line, and ``UnreadableExportError`` for a document type or
    entities, which can be used in attacks.
    """
    path: list[Element] = []
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                continue
            path.pop()
            if path and path[-1].tag == parent:
                yield element
                path[-1].clear()
    except ParseError as error:
        line, column = error.position
        place = _("line %(line)d, column %(column)d (%(reason)s)")
        reason = str(error).split(":")[0]
        raise BrokenXmlError(place % {"line": line, "column": column, "reason": reason}) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, DefusedXmlException):
            raise UnreadableExportError(
                _("The file declares a document type or entities, which WordPress’s exports never do. It was not read.")
            ) from error
        raise BrokenXmlError(_("it names an encoding that is not known")) from error
