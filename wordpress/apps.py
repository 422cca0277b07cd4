from django.apps import AppConfig


class WordPressConfig(AppConfig):
    name = "wordpress"

    def ready(self) -> None:
        from core.images.encoding import MAX_BYTES
        from core.uploads import kinds
        from pagecache.declarations import declare_private_apps
        from privacy.retention import register_rule
        from wordpress.moving import files, missing
        from wordpress.moving.retention import FILES_OF_MOVES

        kinds.register(files.UPLOAD_KIND, files.MAX_BYTES)
        kinds.register(missing.UPLOAD_KIND, MAX_BYTES)
        register_rule(FILES_OF_MOVES)
        declare_private_apps("wordpress")
