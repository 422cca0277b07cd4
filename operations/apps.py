from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        from operations import account
        from operations.gone import count_deletions
        from operations.health.troubles import is_still_true
        from operations.mail_kinds import MailKind
        from outbox.conditions import register_send_condition
        from outbox.kinds import register_kinds
        from pagecache.declarations import declare_private_apps
        from wordpress.runs import follow_imports

        register_kinds(MailKind)
        register_send_condition(is_still_true, MailKind.SITE_TROUBLE)
        declare_private_apps("operations")
        count_deletions()
        # So that an import that leaves something unexplained is seen at once.
        follow_imports(account.report)
