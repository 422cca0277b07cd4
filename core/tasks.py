from django.apps import apps
from django.core.management import call_command
from django.db.models import F
from django.tasks import task

PICTURES_A_SWEEP = 100


@task
def prune() -> None:
    """Forget finished background tasks after a week; failed ones stay to be looked at."""
    call_command("ox_prune", older_than="7d", verbosity=0)


@task
def render_picture(model: str, pk: int, field: str) -> None:
    """Make the renditions of one picture: ``model`` as ``app.Model``, ``field`` a ``PictureField`` of it."""
    row = apps.get_model(model)._base_manager.filter(pk=pk).first()
    if row:
        getattr(row, field).render()


@task
def render_due() -> None:
    """Order the renditions that are missing, should the queue have lost the orders."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            rendered = getattr(field, "rendered_field", None)
            if rendered:
                due = model._base_manager.exclude(**{rendered: F(field.name)})
                for pk in due.values_list("pk", flat=True)[:PICTURES_A_SWEEP]:
                    render_picture.enqueue(model._meta.label, pk, field.name)
