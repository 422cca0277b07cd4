from django.core.management import call_command
from django.tasks import task


@task
def prune() -> None:
    """Forget finished background tasks after a week; failed ones stay to be looked at."""
    call_command("ox_prune", older_than="7d", verbosity=0)
