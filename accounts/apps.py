from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set

        from accounts.mail_kinds import MailKind
        from accounts.models import Profile, User
        from accounts.public_columns import declare_columns
        from accounts.sign_in import mails
        from media.uses import register_foreign_key
        from outbox.conditions import register_send_condition, register_written_always
        from outbox.kinds import register_kinds

        register_kinds(MailKind, secret=(MailKind.SIGN_IN_CODE, MailKind.PASSWORD_RESET, MailKind.INVITATION))
        register_send_condition(mails.may_be_sent, *mails.VALID_FOR)
        register_send_condition(mails.is_open, MailKind.INVITATION)
        register_written_always(lambda email: User.objects.filter(email=email.lower(), is_staff=True).exists())
        for signal in (password_changed, password_set):
            signal.connect(end_other_devices, sender=User)
        password_reset.connect(end_all_devices, sender=User)
        declare_columns()
        register_foreign_key(Profile, "photo", _("as the photo"), is_public=lambda profile: profile.user.is_active)


def end_other_devices(request: Any, user: Any, **kwargs: Any) -> None:
    """Remove the other devices from the list after a change of the password, which ends their sessions."""
    from accounts.models import Device
    from accounts.sign_in import devices

    devices.follow_session_key(request)
    Device.objects.filter(user=user).exclude(session_key=request.session.session_key).end()


def end_all_devices(user: Any, **kwargs: Any) -> None:
    from accounts.models import Device

    Device.objects.filter(user=user).end()
