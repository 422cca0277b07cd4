from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.tasks.signals import task_started
        from django_ox.backend import OxBackend

        from core import checks  # noqa: F401
        from core.logs.ids import follow_task

        task_started.connect(follow_task, sender=OxBackend)
