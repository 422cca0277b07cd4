from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Library")

    def ready(self) -> None:
        from core.images.formats import MAX_BYTES
        from core.uploads import kinds
        from media.file_types import MAX_BYTES_PLAYED
        from media.models import Document, FormerFile, Label, Picture
        from pagecache.declarations import declare_private, declare_public

        kinds.register("picture", MAX_BYTES)
        kinds.register("document", MAX_BYTES_PLAYED)
        declare_public(
            Picture,
            "file width height alternative_text credit focal_x focal_y is_moving is_rendered",
            private="original digest name added_at added_by_id",
        )
        declare_private(Document, FormerFile, Label, Picture.labels.through, Document.labels.through)
