"""Put tasks into the queue."""

from datetime import timedelta

from django.db.models import DateTimeField, Q, TextField
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_ox.models import OxTask

from core.prepared_queries import PreparedQuery

# A task that waits for no longer than this is as good as one that is due.
SOON = timedelta(seconds=5)

_waiting = PreparedQuery(
    lambda path, by: (
        OxTask.objects.filter(Q(run_after=None) | Q(run_after__lte=by), status=TaskResultStatus.READY, task_path=path)
        .select_for_update(skip_locked=True)
        .order_by()
        .values("pk")
    ),
    TextField(),
    DateTimeField(),
)


def enqueue_once(task: Task[[], None], delay: timedelta = timedelta()) -> None:
    """Enqueue a task without arguments, unless the same one is to run soon: then that one does this work too.

    ``delay`` is at most ``SOON``. Call it in the transaction that writes the work. The waiting task is locked until
    then, so that no worker takes it before it can see the work; one that a worker has taken does not count.
    """
    now = timezone.now()
    if not _waiting.values(task.module_path, now + SOON):
        task.using(run_after=now + delay if delay else None).enqueue()
