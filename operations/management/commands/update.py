import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from operations.progress import Progress
from operations.update import this_version_name, update

NEEDS_RESTART = 3


class Command(BaseCommand):
    help = (
        "Let the version in this folder take the place of the running one, without a pause: backup, migrations, and "
        "the new processes answer before the old ones go. Run it in the folder of an older version to go back. Ends "
        "with status 3 if the service has to be restarted with this version instead."
    )

    # ``update`` makes them itself, after the backup: they import all that the site has.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-backup", action="store_true", help="go on with the last backup that there is")

    def handle(self, *args: Any, no_backup: bool, **options: Any) -> None:
        try:
            is_done = update(Progress(self.say), with_backup=not no_backup)
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        if not is_done:
            self.say(_("Restart the service with this version. Requests wait meanwhile."))
            sys.exit(NEEDS_RESTART)
        self.say(_("Version %(version)s answers.") % {"version": this_version_name()})

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
