from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from search.filling import rebuild


class Command(BaseCommand):
    help = "Make the index of the search again, for example after LANGUAGE_CODE has changed. It can be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        total = rebuild(lambda kind, number: self.stdout.write(f"{kind}: {number}"))
        self.stdout.write(self.style.SUCCESS(_("The search finds %d articles, pages and comments.") % total))
