from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = _("Inbox")

    def ready(self) -> None:
        from inbox.mail_kinds import MailKind
        from outbox.kinds import register_kinds
        from pagecache.declarations import declare_private_apps

        register_kinds(MailKind)
        declare_private_apps("inbox")
