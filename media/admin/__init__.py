"""The admin of the library, and of forms with pictures."""

from media.admin.documents import DocumentAdmin
from media.admin.picture_forms import PictureFormAdmin, alternative_text
from media.admin.pictures import PictureAdmin

__all__ = ["DocumentAdmin", "PictureAdmin", "PictureFormAdmin", "alternative_text"]
