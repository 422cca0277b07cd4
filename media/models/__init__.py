"""The library: the pictures and files of the site are rows, in however many places they are shown."""

from media.models.document import Document
from media.models.former_file import FormerFile
from media.models.label import Label
from media.models.picture import PICTURE_WIDTHS, PORTRAIT_WIDTHS, WIDTHS, Picture, Source

__all__ = ["PICTURE_WIDTHS", "PORTRAIT_WIDTHS", "WIDTHS", "Document", "FormerFile", "Label", "Picture", "Source"]
