import os
import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from operations.backup import nightly
from operations.models import BackupRun
from operations.progress import Progress


class Command(BaseCommand):
    help = (
        "Back up the database and the files to BACKUP_DIR while the site runs, restore the backup beside the site to "
        "see that it is whole, and delete backups that are too old."
    )

    # They look at the code, as ``make check`` did, and import all that the site has.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-trial", action="store_true", help="do not restore it beside the site")
        parser.add_argument("--made", type=int, help=SUPPRESS)

    def handle(self, *args: Any, no_trial: bool, made: int | None, **options: Any) -> None:
        progress = Progress(self.say)
        run = BackupRun.objects.get(pk=made) if made else nightly.make(progress)
        if not (made or no_trial or run.failure):
            self.begin_anew(run)
        nightly.finish(run, progress, with_trial=not no_trial)
        if run.failure:
            raise CommandError(run.failure)
        done = _("%(name)s: %(rows)d rows, %(files)d files.")
        self.stdout.write(done % {"name": run.name, "rows": run.rows, "files": run.files})
        if not no_trial:
            tried = _("Restored beside the site in %(seconds).1f s: 0 rows missing, %(pages)d public pages equal.")
            self.stdout.write(tried % {"seconds": run.restore_seconds, "pages": run.compared_pages})
        self.stdout.write(_("The site’s secret is not in it. Keep a copy of the secret in another place."))

    def begin_anew(self, run: BackupRun) -> NoReturn:
        """Replace this process by a small one: the trial is another one, and a small machine has no room for both."""
        connections.close_all()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], f"--made={run.pk}"])  # noqa: S606

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
