from django.apps import AppConfig


class WordPressConfig(AppConfig):
    name = "wordpress"

    def ready(self) -> None:
        from core.uploads import kinds
        from media.file_types import MAX_BYTES_PLAYED
        from media.uses import register_opener
        from pagecache.declarations import declare_private_apps
        from privacy import personal_data
        from privacy.retention import register_rule
        from wordpress.moving import files, missing
        from wordpress.moving.retention import FILES_OF_MOVES
        from wordpress.old_addresses import is_open
        from wordpress.unplaced import UnplacedComments

        kinds.register(files.UPLOAD_KIND, files.MAX_BYTES)
        kinds.register(missing.UPLOAD_KIND, MAX_BYTES_PLAYED)
        register_rule(FILES_OF_MOVES)
        declare_private_apps("wordpress")
        personal_data.register(UnplacedComments())
        register_opener(is_open)
