from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        post_migrate.connect(write_defaults, sender=self)


def write_defaults(using: str, plan: Iterable[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """When the tables have just been made: later, what she retired stays retired."""
    from coaching.models import Question

    first = ("coaching", "0001_initial")
    if any((migration.app_label, migration.name) == first and not backwards for migration, backwards in plan):
        Question.objects.using(using).write_defaults()
