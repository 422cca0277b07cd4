from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from privacy.restoring import erase_again


class Command(BaseCommand):
    help = "After a backup was restored: erase again what was erased, deleted or taken back since. It can be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done, total in erase_again():
            self.stderr.write(_("%(done)d of %(total)d") % {"done": done, "total": total})
        self.stdout.write(_("Erased again: %d") % done)
