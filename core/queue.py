"""Put tasks into the queue."""

from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_ox.models import OxTask


def enqueue_once(task: Task[[], None]) -> None:
    """Enqueue a task without arguments, unless the same one waits already: then that one does this work too.

    Call it in the transaction that writes the work. The waiting task is locked until then, so that no worker takes it
    before it can see the work; one that a worker has taken does not count.
    """
    now = timezone.now()
    waiting = OxTask.objects.filter(status=TaskResultStatus.READY, task_path=task.module_path)
    planned = waiting.select_for_update(skip_locked=True).values_list("run_after", flat=True)
    if not any(run_after is None or run_after <= now for run_after in planned):
        task.enqueue()
