from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

# Nothing of these apps is on a public page. They are not ours, so they can't declare it themselves.
PRIVATE_APPS = ("account", "admin", "auth", "contenttypes", "core", "django_ox", "mfa", "pagecache", "sessions")


class PageCacheConfig(AppConfig):
    name = "pagecache"

    def ready(self) -> None:
        from pagecache.declarations import declare_private_apps

        declare_private_apps(*PRIVATE_APPS)
        pre_migrate.connect(_before_migrating, sender=self)
        post_migrate.connect(_after_migrating, sender=self)


def _before_migrating(plan: Any = (), **kwargs: Any) -> None:
    from pagecache import triggers

    if plan:
        triggers.remove_triggers()


def _after_migrating(**kwargs: Any) -> None:
    from pagecache import triggers

    if not triggers.are_in_place():
        triggers.make_triggers()
