from django.tasks import task

from privacy import erasure, retention
from privacy.models import PrivacyRequest


@task
def erase_confirmed(request_id: int) -> None:
    erasure.carry_out(request_id)


@task
def finish_erasures() -> None:
    """Runs every five minutes. Carries out requests whose own task was lost, and anonymises the last mails."""
    for pk in PrivacyRequest.objects.to_erase().values_list("pk", flat=True):
        erasure.carry_out(pk)
    erasure.anonymise_last_mails()


@task
def purge_daily() -> None:
    retention.purge_expired()
