from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"

    def ready(self) -> None:
        from core.images.encoding import MAX_BYTES
        from core.uploads import kinds
        from media.models import Picture
        from pagecache.declarations import declare_public

        kinds.register("picture", MAX_BYTES)
        declare_public(Picture, "file width height alternative_text is_rendered", private="added_at added_by_id")
