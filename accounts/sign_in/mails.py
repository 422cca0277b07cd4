"""Mails about an account, to the account's own address."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.mail_kinds import MailKind
from accounts.models import Invitation, User
from core.web.site_urls import absolute_url
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

# How long the links and codes in them are valid. settings.py has the same values for allauth and Django.
VALID_FOR = {MailKind.SIGN_IN_CODE: timedelta(minutes=10), MailKind.PASSWORD_RESET: timedelta(hours=2)}


def mail_code(email: str, code: str, *, is_known: bool = True) -> None:
    _write(MailKind.SIGN_IN_CODE, email, "sign_in_code", {"code": code}, is_known)


def mail_reset_link(email: str, url: str, *, is_known: bool = True) -> None:
    _write(MailKind.PASSWORD_RESET, email, "password_reset", {"url": url}, is_known)


def mail_new_device(user: User, device: str, ip_address: str) -> None:
    context = {"device": device, "ip_address": ip_address, "at": timezone.now()}
    _write(MailKind.NEW_DEVICE, user.email, "new_device", context)


def mail_account_change(user: User, what: str) -> None:
    """Mail the person that the sign-in settings were changed. templates/accounts/emails/_change.txt has a sentence for
    each ``what``."""
    _write(MailKind.ACCOUNT_CHANGED, user.email, "account_changed", {"what": what, "at": timezone.now()})


def mail_invitation(invitation: Invitation, by: User) -> None:
    user = invitation.user
    context = {"person": user, "by": by, "url": absolute_url(invitation.private_url)}
    queue_mail(MailKind.INVITATION, f"invitation-{invitation.pk}", user.email, "accounts/emails/invitation", context)


def is_open(mail: OutgoingMail) -> bool:
    """Tell whether the invitation that the mail has the link of has not been accepted or withdrawn."""
    return Invitation.objects.filter(pk=mail.key.removeprefix("invitation-")).exists()


def may_be_sent(mail: OutgoingMail) -> bool:
    return mail.created_at > timezone.now() - VALID_FOR[MailKind(mail.kind)]


def _write(kind: MailKind, email: str, template: str, context: dict[str, Any], is_known: bool = True) -> None:
    """Queue the mail. For an unknown address the same is done and rolled back, so that it takes as long."""
    key = f"{kind}-{secrets.token_hex(16)}"
    with transaction.atomic():
        queue_mail(kind, key, email, f"accounts/emails/{template}", context)
        if not is_known:
            transaction.set_rollback(True)
