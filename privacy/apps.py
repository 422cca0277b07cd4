from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from outbox.kinds import register_kinds
        from privacy.mail_kinds import MailKind
        from privacy.public_columns import declare_columns

        register_kinds(MailKind)
        declare_columns()
