from django.tasks import task

from wordpress import placing, runs


@task
def carry_out_import(pk: int) -> None:
    runs.carry_out(pk)


@task
def continue_imports() -> None:
    runs.continue_imports()
    placing.place_all()


@task
def place_files() -> None:
    placing.place_all()
