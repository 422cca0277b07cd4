from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from inbox.queries import unanswered_sentence
from wordpress.importer import UnknownAuthorError, import_export
from wordpress.parse import UnreadableExportError


class Command(BaseCommand):
    help = "Import a WordPress export (Tools → Export → All content). Running it again adds only what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--staff",
            action="append",
            default=[],
            metavar="LOGIN",
            help="The WordPress login of an author who may work in the admin, as a writer. Can be given more than "
            "once. Without it, no imported author may.",
        )

    def handle(self, *args: Any, file: Path, staff: list[str], **options: Any) -> None:
        try:
            with file.open("rb") as export:
                report = import_export(export, self.show_progress, staff)
        except OSError as error:
            raise CommandError(_("%(file)s can't be read: %(why)s.") % {"file": file, "why": error.strerror}) from error
        except (UnreadableExportError, UnknownAuthorError) as error:
            raise CommandError(f"{error} {_('Nothing was imported.')}") from error
        self.stdout.write(str(report))
        self.stdout.write(unanswered_sentence())

    def show_progress(self, done: int, total: int) -> None:
        """Write to stdout like the report does: stdout and stderr in one file would overwrite each other."""
        if done == total or done % 50 == 0:
            self.stdout.write(_("%(done)d of %(total)d items") % {"done": done, "total": total})
            self.stdout.flush()
