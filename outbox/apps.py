from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from outbox.kinds import register_kinds
        from outbox.mail_kinds import MailKind
        from pagecache.declarations import declare_private_apps

        register_kinds(MailKind)
        declare_private_apps("outbox")
