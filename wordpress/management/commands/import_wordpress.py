from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from inbox.listing import say_what_is_owed
from wordpress.importer import import_export
from wordpress.parse import UnreadableExportError


class Command(BaseCommand):
    help = "Import a WordPress export (Tools → Export → All content). Running it again adds only what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as export:
                report = import_export(export, self.show_progress)
        except OSError as error:
            raise CommandError(_("%(file)s can't be read: %(why)s.") % {"file": file, "why": error.strerror}) from error
        except UnreadableExportError as error:
            raise CommandError(f"{error} {_('Nothing was imported.')}") from error
        self.stdout.write(str(report))
        self.stdout.write(say_what_is_owed())

    def show_progress(self, done: int, total: int) -> None:
        if done == total or done % 50 == 0:
            self.stderr.write(_("%(done)d of %(total)d items") % {"done": done, "total": total})
