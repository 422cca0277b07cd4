from typing import Any

from django.core.management.base import BaseCommand, CommandError

from operations import migration_rules


class Command(BaseCommand):
    help = "List migrations that the version before would not survive during an update. Part of `make check`."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [f"{migration}: {problem}" for migration, problem in migration_rules.of_our_apps()]
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(
                f"{len(found)} refused. Change them, or say in the migration why the version before survives it: "
                f'{migration_rules.REASON} = "…".'
            )
