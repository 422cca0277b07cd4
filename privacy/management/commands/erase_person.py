from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from privacy.erasure import erase
from privacy.person import NotAnEmailError


class Command(BaseCommand):
    help = (
        "Erase all that the site holds about an e-mail address. Comments stay in their threads without name and text."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            done = erase(email)
        except (RefusedError, NotAnEmailError, OSError) as error:
            raise CommandError(str(error)) from error
        for label, number in done.numbers.items():
            self.stdout.write(f"{label}: {number}")
        if not done.numbers:
            self.stdout.write(_("Nothing was erased: this site holds no data about the address."))
        if done.mentions:
            self.stdout.write(_("Places where others seem to name the person: %d. See the admin.") % done.mentions)
