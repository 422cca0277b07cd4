from django.tasks import task

from podcast import leftovers


# Low priority, because other servers may be slow and mail must not wait for them.
@task(priority=-10)
def measure_audio_elsewhere() -> None:
    from podcast import measuring  # With an HTTP client, which no other process needs.

    measuring.measure_due()


@task
def delete_leftover_audio() -> None:
    leftovers.delete_leftovers()
