from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoachingConfig(AppConfig):
    name = "coaching"

    def ready(self) -> None:
        from blog.models.links import is_used_by
        from coaching import messaging
        from coaching.models import Offer
        from outbox.conditions import leaves_only_if

        leaves_only_if(messaging.may_leave, messaging.Kind.APPLICATION_MESSAGE)
        is_used_by(Offer.objects.leading)
        post_migrate.connect(write_defaults, sender=self)


def write_defaults(using: str, plan: Iterable[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """When the tables have just been made: later, what she deleted or retired stays so."""
    from coaching.models import MailTemplate, Offer, Question

    first = ("coaching", "0001_initial")
    if any((migration.app_label, migration.name) == first and not backwards for migration, backwards in plan):
        Question.objects.using(using).write_defaults()
        MailTemplate.objects.using(using).write_defaults()
        Offer.objects.using(using).write_defaults()
