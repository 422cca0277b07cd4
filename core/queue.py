"""Put tasks into the queue."""

from django.db.models import DateTimeField, Q, TextField
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_ox.models import OxTask

from core.prepared_queries import PreparedQuery

_waiting = PreparedQuery(
    lambda path, now: (
        OxTask.objects.filter(Q(run_after=None) | Q(run_after__lte=now), status=TaskResultStatus.READY, task_path=path)
        .select_for_update(skip_locked=True)
        .order_by()
        .values("pk")
    ),
    TextField(),
    DateTimeField(),
)


def enqueue_once(task: Task[[], None]) -> None:
    """Enqueue a task without arguments, unless the same one waits already: then that one does this work too.

    Call it in the transaction that writes the work. The waiting task is locked until then, so that no worker takes it
    before it can see the work; one that a worker has taken does not count.
    """
    if not _waiting.values(task.module_path, timezone.now()):
        task.enqueue()
