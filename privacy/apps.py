from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from outbox.kinds import register_kinds
        from pagecache.declarations import declare_private_apps
        from privacy.mail_kinds import MailKind

        register_kinds(MailKind)
        declare_private_apps("privacy")
