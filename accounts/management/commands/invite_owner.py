from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.models import Invitation, User
from accounts.roles import Role
from core.refusals import RefusedError
from core.web.site_urls import absolute_url


class Command(BaseCommand):
    help = "Make an owner, and print the link with which the person chooses a name and a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the e-mail address of the owner")
        parser.add_argument("--first", action="store_true", help="do nothing if somebody is an owner already")

    def handle(self, *args: Any, email: str, first: bool, **options: Any) -> None:
        if first and User.objects.filter(role=Role.OWNER, is_active=True, is_staff=True).exists():
            return
        if not (invitation := self.invitation(email.strip().lower())):
            self.stdout.write(_("%(email)s can sign in already, at %(url)s") % {"email": email, "url": _url("/admin/")})
            return
        self.stdout.write(_("Open this link to choose your password. It works for a week:"))
        self.stdout.write(_url(invitation.private_url))

    def invitation(self, email: str) -> Invitation | None:
        """Return a new invitation, or nothing if the person has accepted one."""
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(_("%(email)s is no e-mail address.") % {"email": email}) from None
        user = User.objects.filter(email=email, is_staff=True).first()
        if user and user.is_active:
            return None
        try:
            return invitations.renew(user) if user else invitations.invite(email, "", Role.OWNER)
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal


def _url(path: str) -> str:
    return absolute_url(path)
