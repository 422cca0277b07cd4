from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in import second_factor


class Command(BaseCommand):
    help = "Take a lost second factor away from an account: its passkeys, its app and its recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the account signs in with")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(_("There is no account with the address %(email)s.") % {"email": email})
        if not second_factor.reset(user):
            raise CommandError(_("%(email)s has no second factor.") % {"email": user.email})
        self.stdout.write(
            self.style.SUCCESS(
                _("%(email)s now signs in with the password alone, or a code by mail.") % {"email": user.email}
            )
        )
