"""Which migrations the running version survives: for a short time, it works on the new tables (``manage.py update``).

So a migration adds what may be missing, and takes away only what the version before has stopped to use. One for which a
rule is too strict says why the version before survives it: ``old_code_survives = "…"`` in its class.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

REASON = "old_code_survives"

# The last migrations of the time before these rules.
BEFORE_RULES = {
    "accounts": 5,
    "blog": 11,
    "coaching": 2,
    "comments": 3,
    "core": 1,
    "inbox": 1,
    "media": 2,
    "offers": 2,
    "operations": 1,
    "outbox": 1,
    "pagecache": 2,
    "podcast": 1,
    "privacy": 2,
    "search": 2,
    "wordpress": 2,
}

# These change no table.
HARMLESS = (ops.AlterModelOptions, ops.AlterModelManagers, ops.AlterModelTableComment)
# The running version inserts and reads as before. Nothing is locked for longer than a moment.
SAFE = (ops.CreateModel, ops.RemoveIndex, ops.RemoveConstraint, ops.RenameIndex)
TAKES_AWAY = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
WORKS_ON_ROWS = (ops.RunPython, ops.RunSQL)
NARROWS = (ops.AddConstraint, ops.AlterUniqueTogether, ops.AlterConstraint)


def of_our_apps() -> Iterator[tuple[str, str]]:
    """Yield each migration after ``BEFORE_RULES`` that the running version would not survive, and why."""
    loader = MigrationLoader(connection)
    plan = MigrationExecutor(connection).migration_plan(loader.graph.leaf_nodes(), clean_start=True)
    state = ProjectState()
    for migration, _backwards in plan:
        sentences = problems(migration, state)
        if _is_ours(migration.app_label) and int(migration.name[:4]) > BEFORE_RULES.get(migration.app_label, 0):
            yield from ((str(migration), sentence) for sentence in sentences)


def pending() -> list[tuple[Migration, list[str]]]:
    """Return the migrations that this database lacks, each with its problems."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
    return [(migration, problems(migration, state)) for migration, _backwards in plan]


def problems(migration: Migration, state: ProjectState) -> list[str]:
    """Return why the running version would not survive ``migration``. ``state`` becomes that after it."""
    is_excused = bool(getattr(migration, REASON, ""))
    new: set[str] = set()
    found = []
    for operation in migration.operations:
        if isinstance(operation, ops.CreateModel):
            new.add(operation.name_lower)
        is_checked = not is_excused and getattr(operation, "model_name_lower", None) not in new
        if is_checked and (sentence := _problem(operation, migration.app_label, state)):
            found.append(f"{operation.describe()}: {sentence}")
        operation.state_forwards(migration.app_label, state)
    return found


def _is_ours(app_label: str) -> bool:
    return Path(apps.get_app_config(app_label).path).parent == settings.BASE_DIR


def _problem(operation: Operation, app_label: str, state: ProjectState) -> str:
    """Return why the running version would not survive the operation, or an empty text."""
    if isinstance(operation, TAKES_AWAY):
        return "the version before may still use it; stop to use it in one release, and take it away in the next"
    if isinstance(operation, WORKS_ON_ROWS):
        return "it may lock rows for long, or change what the version before reads"
    if isinstance(operation, NARROWS):
        return "the version before may write rows that it forbids, and all rows are read while the table is locked"
    if isinstance(operation, ops.AddIndex):
        return "nothing can be written to the table until the index is made"
    if isinstance(operation, ops.AddField):
        return _problem_of_new(operation.field)
    if isinstance(operation, ops.AlterField):
        before = state.models[app_label, operation.model_name_lower].fields[operation.name]
        return _problem_of_changed(before, operation.field)
    if isinstance(operation, (*HARMLESS, *SAFE)):
        return ""
    return "it is not known to be safe"


def _problem_of_new(field: "Field[object, object]") -> str:
    if isinstance(field, ManyToManyField) or field.null or field.db_default is not NOT_PROVIDED:
        return "all rows are checked while the table is locked" if field.unique else ""
    return "the version before inserts rows without it, so it needs db_default=… or null=True"


def _problem_of_changed(before: "Field[object, object]", after: "Field[object, object]") -> str:
    """Choices, labels and help may change."""
    if _column(before) == _column(after):
        return ""
    return "the column changes, so all rows are written anew while the table is locked"


def _column(field: "Field[object, object]") -> tuple[object, ...]:
    """Return what the database knows of a field."""
    _name, path, args, kwargs = field.deconstruct()
    ignored = {"choices", "verbose_name", "help_text", "default", "blank", "validators", "error_messages", "editable"}
    return (path, args, {name: value for name, value in kwargs.items() if name not in {*ignored, *field.non_db_attrs}})
