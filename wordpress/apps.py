from django.apps import AppConfig


class WordPressConfig(AppConfig):
    name = "wordpress"

    def ready(self) -> None:
        from media.uses import register_opener
        from pagecache.declarations import declare_private_apps
        from wordpress.old_addresses import is_open

        declare_private_apps("wordpress")
        register_opener(is_open)
