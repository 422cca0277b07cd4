from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from privacy.exporting import FILENAME, export
from privacy.person import NoAddressError


class Command(BaseCommand):
    help = "Write all that the site holds of an e-mail address into a file, as JSON and HTML in one ZIP archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--to", type=Path, default=Path(), metavar="DIR", help="where to; by default here")

    def handle(self, *args: Any, email: str, to: Path, **options: Any) -> None:
        file = to / FILENAME
        try:
            data = export(email)
            with file.open("xb") as archive:
                file.chmod(0o600)
                archive.write(data)
        except NoAddressError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                _("%(file)s can't be written: %(why)s.") % {"file": file, "why": error.strerror}
            ) from error
        self.stdout.write(str(file))
