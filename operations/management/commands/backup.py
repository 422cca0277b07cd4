from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from operations.backup import nightly
from operations.progress import Progress


class Command(BaseCommand):
    help = (
        "Back up the database and the files to BACKUP_DIR while the site runs, restore the backup beside the site to "
        "see that it is whole, and delete backups that are too old."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-trial", action="store_true", help="do not restore it beside the site")

    def handle(self, *args: Any, no_trial: bool, **options: Any) -> None:
        run = nightly.run(Progress(self.say), with_trial=not no_trial)
        if run.failure:
            raise CommandError(run.failure)
        done = _("%(name)s: %(rows)d rows, %(files)d files.")
        self.stdout.write(done % {"name": run.name, "rows": run.rows, "files": run.files})
        if not no_trial:
            tried = _("Restored beside the site in %(seconds).1f s: 0 rows missing, %(pages)d public pages equal.")
            self.stdout.write(tried % {"seconds": run.restore_seconds, "pages": run.compared_pages})
        self.stdout.write(_("The site’s secret is not in it. Keep a copy of the secret in another place."))

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
