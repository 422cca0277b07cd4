import json
from argparse import SUPPRESS, ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from operations.backup.restore import Restored, newest_backup, restore, try_out
from operations.progress import Progress


class Command(BaseCommand):
    help = (
        "Restore a backup to an empty database and empty folders of files, on SQLite or PostgreSQL. Whoever was erased "
        "since is erased again. Stop the site first."
    )
    # The tables may not be there yet.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = "the backup, or a folder of backups, of which the newest is taken; by default BACKUP_DIR"
        parser.add_argument("backup", type=Path, nargs="?", help=where)
        parser.add_argument(
            "--replace", action="store_true", help="take the place of the site that is there, which is kept aside"
        )
        parser.add_argument("--new-secret", action="store_true", help="restore although the site has another secret")
        parser.add_argument("--trial", action="store_true", help=SUPPRESS)

    def handle(
        self, *args: Any, backup: Path | None, replace: bool, new_secret: bool, trial: bool, **options: Any
    ) -> None:
        try:
            chosen = newest_backup((backup or settings.BACKUP_DIR).absolute())
            if trial:
                self.stdout.write(json.dumps(asdict(try_out(chosen, Progress()))))
                return
            done = restore(chosen, Progress(self.say), replace=replace, with_new_secret=new_secret)
        except RefusedError as refusal:
            raise CommandError(f"{refusal} {'' if trial else _('Nothing was changed.')}".strip()) from refusal
        except OSError as error:
            raise CommandError(_("%(why)s. Nothing was changed.") % {"why": error}) from error
        self.report(chosen, done)

    def report(self, backup: Path, done: Restored) -> None:
        sentence = _("Restored %(name)s in %(seconds).1f s: %(rows)d rows, %(missing)d missing, %(files)d files.")
        missing = sum(done.missing.values())
        self.stdout.write(
            sentence
            % {"name": backup.name, "seconds": done.seconds, "rows": done.rows, "missing": missing, "files": done.files}
        )
        for name in done.before:
            self.stdout.write(_("What was there before is kept as %(name)s.") % {"name": name})
        for failure in done.not_erased:
            self.stderr.write(_("Not erased again: %s") % failure)
        self.stdout.write(_("Comments and applications that nobody can account for: %d") % done.unexplained)
        if done.missing or done.not_erased:
            raise CommandError(_("The site is restored, but not completely: see above."))

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
