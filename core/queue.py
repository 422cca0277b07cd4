"""Put tasks into the queue."""

from django.db.models import Q
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_ox.models import OxTask


def enqueue_once(task: Task[[], None]) -> None:
    """Enqueue a task without arguments, unless the same one waits already: then that one does this work too.

    Call it in the transaction that writes the work. The waiting task is locked until then, so that no worker takes it
    before it can see the work; one that a worker has taken does not count.
    """
    is_due = Q(run_after=None) | Q(run_after__lte=timezone.now())
    waiting = OxTask.objects.filter(is_due, status=TaskResultStatus.READY, task_path=task.module_path)
    if not waiting.select_for_update(skip_locked=True).values_list("pk")[:1]:
        task.enqueue()
