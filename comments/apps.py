from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from comments import hearing
        from outbox.conditions import leaves_only_if

        leaves_only_if(hearing.may_leave, hearing.Kind.ANSWER_FIRST, hearing.Kind.ANSWER, hearing.Kind.COMMENT_APPROVED)
        leaves_only_if(hearing.is_open_to_mail, hearing.Kind.COMMENT_LINK)
        post_migrate.connect(write_saved_replies, sender=self)


def write_saved_replies(using: str, plan: Iterable[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """When the tables have just been made: later, what she deleted stays deleted."""
    from comments.models import SavedReply

    first = ("comments", "0001_initial")
    if any((migration.app_label, migration.name) == first and not backwards for migration, backwards in plan):
        SavedReply.objects.using(using).write_defaults()
