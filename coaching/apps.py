from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from blog.recycle_bin import register_losses
        from blog.share_titles import register_page
        from coaching import deletion_losses, messages
        from coaching.attribution import apply_link
        from coaching.mail_kinds import MailKind
        from coaching.public_columns import declare_columns
        from comments.moderation.saved_replies import register_placeholder
        from offers import deletion
        from offers.attributed_forms import register_attributed_form
        from outbox.conditions import register_send_condition
        from outbox.kinds import register_kinds

        register_kinds(MailKind)
        register_page("application_create", _("Apply for coaching"))
        register_attributed_form("application_create")
        register_placeholder("apply_link", apply_link)
        register_send_condition(messages.may_be_sent, MailKind.APPLICATION_MESSAGE)
        register_losses(deletion_losses.losses_of)
        deletion.register_losses(deletion_losses.losses_of_offer)
        declare_columns()
