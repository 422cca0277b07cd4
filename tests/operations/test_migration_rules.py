"""Which changes of the schema the version before survives."""

import pytest
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from operations.migration_rules import problems


def problems_of(*operations: migrations.operations.base.Operation, reason: str = "") -> list[str]:
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20, null=True))]
    state.add_model(ModelState("offers", "Offer", fields))
    migration = migrations.Migration("0009_change", "offers")
    migration.operations = list(operations)
    migration.old_code_survives = reason
    return problems(migration, state)


NEW_FIELD = models.CharField(max_length=20)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("offer", "colour", models.CharField(max_length=20, db_default="")),
        migrations.AddField("offer", "seen_at", models.DateTimeField(null=True)),
        migrations.AlterField("offer", "name", models.CharField("label", max_length=20, null=True, help_text="Short")),
        migrations.AlterModelOptions("offer", {"ordering": ["name"]}),
    ],
)
def test_what_the_version_before_survives_is_accepted(operation) -> None:
    assert problems_of(operation) == []


def test_all_may_be_done_to_a_table_of_the_same_migration() -> None:
    fields = [("id", models.BigAutoField(primary_key=True)), ("word", models.CharField(max_length=9))]
    index = models.Index(fields=["word"], name="hint_word")
    new = migrations.CreateModel("Hint", fields)
    added = migrations.AddField("hint", "colour", NEW_FIELD)
    assert problems_of(new, added, migrations.AddIndex("hint", index)) == []


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (migrations.AddField("offer", "colour", NEW_FIELD), "inserts rows without it"),
        (migrations.AddField("offer", "code", models.TextField(null=True, unique=True)), "while the table is locked"),
        (migrations.AlterField("offer", "name", models.CharField(max_length=20)), "the column changes"),
        (migrations.RemoveField("offer", "name"), "may still use it"),
        (migrations.RenameField("offer", "name", "label"), "may still use it"),
        (migrations.DeleteModel("offer"), "may still use it"),
        (migrations.AddIndex("offer", models.Index(fields=["name"], name="offer_name")), "until the index is made"),
        (
            migrations.AddConstraint("offer", models.UniqueConstraint(fields=["name"], name="one")),
            "may write rows that it forbids",
        ),
        (migrations.RunPython(migrations.RunPython.noop), "may lock rows for long"),
        (migrations.SeparateDatabaseAndState(), "not known to be safe"),
    ],
)
def test_what_it_would_not_survive_is_refused(operation, why: str) -> None:
    [problem] = problems_of(operation)
    assert why in problem


def test_reason_excuses_a_migration() -> None:
    operation = migrations.RemoveField("offer", "name")
    assert problems_of(operation, reason="Nothing has used it since 1.3.") == []


@pytest.mark.django_db
def test_our_migrations_are_survived() -> None:
    call_command("check_migrations")
