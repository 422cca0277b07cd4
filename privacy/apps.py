from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from blog.share_titles import register_page
        from outbox.kinds import register_kinds
        from privacy.mail_kinds import MailKind
        from privacy.public_columns import declare_columns

        register_kinds(MailKind)
        register_page("privacy_notice", _("Privacy"))
        declare_columns()
