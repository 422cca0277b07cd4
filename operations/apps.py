from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        from operations.gone import count_deletions
        from operations.mail_kinds import MailKind
        from outbox.kinds import register_kinds
        from pagecache.declarations import declare_private_apps

        register_kinds(MailKind)
        declare_private_apps("operations")
        count_deletions()
