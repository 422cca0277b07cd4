from django.apps import AppConfig


class WordPressConfig(AppConfig):
    name = "wordpress"

    def ready(self) -> None:
        from media.uses import register_opener
        from pagecache.declarations import declare_private_apps
        from privacy import personal_data
        from wordpress.old_addresses import is_open
        from wordpress.unplaced import UnplacedComments

        declare_private_apps("wordpress")
        personal_data.register(UnplacedComments())
        register_opener(is_open)
