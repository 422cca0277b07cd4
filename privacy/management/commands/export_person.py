from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from privacy.export import FILENAME, export_person
from privacy.person import NotAnEmailError


class Command(BaseCommand):
    help = "Write all that the site holds about an e-mail address into a ZIP archive with JSON and HTML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--to", type=Path, default=Path(), metavar="DIR", help="the folder for the file, by default this one"
        )

    def handle(self, *args: Any, email: str, to: Path, **options: Any) -> None:
        file = to / FILENAME
        try:
            data = export_person(email)
            with file.open("xb") as archive:
                file.chmod(0o600)
                archive.write(data)
        except NotAnEmailError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                _("%(file)s can't be written: %(why)s.") % {"file": file, "why": error.strerror}
            ) from error
        self.stdout.write(str(file))
