from django.apps import AppConfig


class WordPressConfig(AppConfig):
    name = "wordpress"

    def ready(self) -> None:
        from pagecache.declarations import declare_private_apps

        declare_private_apps("wordpress")
