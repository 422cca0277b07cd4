from django.tasks import task

from privacy import erasing, retention
from privacy.models import PersonRequest


@task
def erase_confirmed(request_id: int) -> None:
    erasing.carry_out(request_id)


@task
def finish_erasures() -> None:
    """Each five minutes: requests whose own task was lost, and the last mails to those who are erased by now."""
    for pk in PersonRequest.objects.to_erase().values_list("pk", flat=True):
        erasing.carry_out(pk)
    erasing.forget_last_mails()


@task
def let_go_daily() -> None:
    retention.let_go()
