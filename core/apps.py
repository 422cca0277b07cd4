from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.conf import settings
        from django.tasks.signals import task_started
        from django_ox.backend import OxBackend

        from core import checks  # noqa: F401
        from core.logs.ids import follow_task

        task_started.connect(follow_task, sender=OxBackend)
        if settings.SENTRY_DSN:
            from core.logs import sentry

            sentry.start(settings.SENTRY_DSN, settings.VERSION)
