from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.repeated_erasure import erase_again


class Command(BaseCommand):
    help = "After restoring a backup: repeat the erasures, deletions and withdrawals made since. It can be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        done = failed = 0
        for progress in erase_again():
            self.stderr.write(_("%(done)d of %(total)d") % {"done": progress.tried, "total": progress.total})
            if progress.failure:
                self.stderr.write(_("Not erased again: %s") % progress.failure)
                failed += 1
            done = progress.tried - failed
        self.stdout.write(_("Erased again: %d") % done)
        if failed:
            sentence = ngettext(
                "%d could not be erased again. It is named above. Solve the problem and run this command again.",
                "%d could not be erased again. They are named above. Solve the problems and run this command again.",
                failed,
            )
            raise CommandError(sentence % failed)
