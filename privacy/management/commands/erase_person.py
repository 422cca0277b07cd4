from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from privacy.erasing import RefusedError, erase
from privacy.person import NoAddressError


class Command(BaseCommand):
    help = "Erase all that the site holds of an e-mail address. Comments stay in their threads, without name and words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            done = erase(email)
        except (RefusedError, NoAddressError, OSError) as error:
            raise CommandError(str(error)) from error
        for label, number in done.numbers.items():
            self.stdout.write(f"{label}: {number}")
        if not done.numbers:
            self.stdout.write(_("Nothing: this address is not known here."))
        if done.mentions:
            self.stdout.write(
                _("Places where others seem to name or quote the person: %d. See the admin.") % done.mentions
            )
