from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from pagecache.declarations import declare_private_apps

        declare_private_apps("outbox")
