from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from blog.share_pictures import draw_all


class Command(BaseCommand):
    help = "Draw the share pictures of all pages again, for example after files were lost. It can be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        number = draw_all(self._say)
        self.stdout.write(self.style.SUCCESS(_("%d share pictures are drawn.") % number))

    def _say(self, number: int, total: int) -> None:
        if number % 20 == 0 or number == total:
            self.stdout.write(_("%(number)d of %(total)d") % {"number": number, "total": total})
