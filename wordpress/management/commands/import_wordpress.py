from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from inbox.queries import unanswered_sentence
from wordpress.authors import UnknownAuthorError
from wordpress.importer import Options
from wordpress.lock import ImportRunningError
from wordpress.runs import record_import
from wordpress.xml_reader import UnreadableExportError


class Command(BaseCommand):
    help = (
        "Import a WordPress export (Tools → Export → All content): XML, gzip or ZIP, all parts of a split one. Running"
        " it again adds what is new, and updates texts that nobody has changed here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--uploads",
            type=Path,
            action="append",
            default=[],
            help="The folder wp-content/uploads of the old site, or a ZIP file of it. Can be given more than once.",
        )
        parser.add_argument(
            "--no-fetch", action="store_true", help="Do not fetch what is missing there from the old site."
        )
        parser.add_argument("--rehearse", action="store_true", help="Say what would come, and write nothing.")
        parser.add_argument(
            "--as-pages",
            action="append",
            default=[],
            metavar="TYPE",
            help="Make pages of a custom type, such as “portfolio”. Can be given more than once.",
        )
        parser.add_argument(
            "--staff",
            action="append",
            default=[],
            metavar="LOGIN",
            help="The WordPress login of an author who may work in the admin, as a writer. Can be given more than "
            "once. Without it, no imported author may.",
        )

    def handle(self, *args: Any, files: list[Path], rehearse: bool, **options: Any) -> None:
        wanted = Options(
            staff=options["staff"],
            as_pages=options["as_pages"],
            uploads=options["uploads"],
            fetches=not options["no_fetch"],
            is_rehearsal=rehearse,
        )
        try:
            report = record_import(files, self.show_progress, wanted)
        except OSError as error:
            raise CommandError(
                _("%(file)s can’t be read: %(why)s.") % {"file": error.filename, "why": error.strerror}
            ) from error
        except (UnreadableExportError, UnknownAuthorError, ImportRunningError) as error:
            raise CommandError(f"{error} {_('Nothing was imported.')}") from error
        self.stdout.write(str(report))
        if rehearse:
            self.stdout.write(_("This was a rehearsal. Nothing was written."))
        else:
            self.stdout.write(unanswered_sentence())

    def show_progress(self, done: int, total: int) -> None:
        """Write to stdout like the report does: stdout and stderr in one file would overwrite each other."""
        if done == total or done % 50 == 0:
            self.stdout.write(_("%(done)d of %(total)d items") % {"done": done, "total": total})
            self.stdout.flush()
