from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from operations.export.archive import export_site
from operations.progress import Progress


class Command(BaseCommand):
    help = "Write the whole site into one ZIP archive: for WordPress, for spreadsheets, for programs, and all files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=Path("site.zip"), help="by default site.zip")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(_("%(file)s is there already.") % {"file": file})
        try:
            export_site(file.absolute(), Progress(self.say))
        except OSError as error:
            raise CommandError(
                _("%(file)s can’t be written: %(why)s.") % {"file": file, "why": error.strerror}
            ) from error
        self.stdout.write(str(file))

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
