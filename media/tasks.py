from django.tasks import task

from media.models import FormerFile, Picture
from media.models.former_file import delete_files

PICTURES_PER_SWEEP = 100


@task
def render_picture(pk: int) -> None:
    """Make the renditions of one picture."""
    if picture := Picture.objects.filter(pk=pk).first():
        picture.render()


@task
def render_due_pictures() -> None:
    """Enqueue missing renditions whose task was lost."""
    for pk in Picture.objects.due_for_rendering().values_list("pk", flat=True)[:PICTURES_PER_SWEEP]:
        render_picture.enqueue(pk)


@task
def purge_former_files() -> None:
    """Delete files that were replaced a week ago."""
    for former in FormerFile.objects.expired():
        delete_files(former.name, former.original)
        former.delete()
