from django.core.management import call_command
from django.tasks import task

from accounts.models import Device, SignInThrottle


@task
def purge() -> None:
    """Runs every night. Deletes old throttling rows, devices that were not seen for long, and expired sessions."""
    SignInThrottle.objects.expired().delete()
    Device.objects.expired().delete()
    call_command("clearsessions")
