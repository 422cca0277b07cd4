"""The triggers, made from the declarations. They set new tokens, that of all and that of the row's model, and do what
follows a public change.

The database itself says that something public changed, so that no way of writing can be forgotten: the admin, a task,
``QuerySet.update``, raw SQL, another process. Schema changes would drop triggers silently (SQLite) or be refused
because of them (PostgreSQL), so ``migrate`` takes them off first and makes them anew at the end.
"""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction

from pagecache.declarations import (
    DELETE,
    INSERT,
    UPDATE,
    Declaration,
    DeletionFollower,
    Follower,
    columns_of,
    deletion_followers,
    followers,
    public_declarations,
    repair_after_gap,
)
from pagecache.models import PageToken
from pagecache.token import set_new_tokens

PREFIX = "pagecache_"
TOKEN_TABLE = PageToken._meta.db_table

SQLITE_NEW_TOKENS = f"UPDATE {TOKEN_TABLE} SET token = lower(hex(randomblob(16))) WHERE name IN ('', '{{token}}');"  # noqa: S608

# Deferred to the commit: else the rows of the tokens would be locked through a long transaction. Each token is replaced
# once a transaction, that of all first: who has it is alone, so that two transactions can't wait for each other.
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION pagecache_new_token() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text;
  setting text;
BEGIN
  FOREACH changed IN ARRAY ARRAY['', TG_ARGV[0]] LOOP
    setting := 'pagecache.changed_' || replace(changed, '.', '_');
    IF current_setting(setting, true) IS DISTINCT FROM pg_current_xact_id()::text THEN
      PERFORM set_config(setting, pg_current_xact_id()::text, true);
      UPDATE {TOKEN_TABLE} SET token = gen_random_uuid()::text WHERE name = changed;
    END IF;
  END LOOP;
  RETURN NULL;
END $$
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger. Its name ends with a hash of its definition, so that names tell whether triggers differ."""

    table: str
    name: str
    sql: str

    @classmethod
    def make(cls, table: str, operation: str, definition: str, function: str = POSTGRES_FUNCTION) -> "Trigger":
        """``definition`` is SQL with ``{name}`` in it, ``function`` that of the function that it calls."""
        digest = hashlib.sha256(f"{definition}{function}".encode()).hexdigest()[:12]
        name = f"{PREFIX}{table[:28]}_{operation.lower()}_{digest}"
        return cls(table, name, definition.replace("{name}", name))


# A trigger of PostgreSQL can only call a function. ``TG_OP`` says which rows there are.
POSTGRES_FOLLOWER = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN {old} END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') THEN {new} END IF;
  IF TG_OP = 'TRUNCATE' THEN {emptied}; END IF;
  RETURN NULL;
END $$
"""


def wanted_triggers() -> list[Trigger]:
    """Return the triggers for the declarations, for the database in use."""
    declarations = public_declarations()
    following = [(one, declared) for one in followers() for declared in one.declarations]
    if connection.vendor == "sqlite":
        make_token, make_follower = _sqlite_trigger, _sqlite_follower
        emptied = []
    else:
        make_token, make_follower = _postgres_trigger, _postgres_follower
        emptied = [_truncate_trigger(*one) for one in sorted({(one.table, one.token) for one in declarations})]
        emptied += [_truncate_follower(one) for one in followers()]
    triggers = [make_token(one, operation) for one in declarations for operation in one.operations]
    triggers += [make_follower(one, declared, each) for one, declared in following for each in declared.operations]
    return triggers + emptied + [_deletion_trigger(one) for one in deletion_followers()]


def existing_triggers() -> dict[str, str]:
    """Return the names of our triggers in the database, each with its table."""
    if connection.vendor == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def are_in_place() -> bool:
    """Tell whether the triggers are those of the declarations, and there are tokens."""
    return {one.name for one in wanted_triggers()} == existing_triggers().keys() and PageToken.objects.exists()


def make_triggers() -> None:
    """Make the triggers anew, with new tokens.

    If the database is not that of the current models, because it was migrated to an earlier state, nothing is kept.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        remove_triggers()
        if _lacks_columns():
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
            for follower in followers():
                cursor.execute(_follower_function(follower))
            for deletion in deletion_followers():
                cursor.execute(_deletion_function(deletion))
        for trigger in wanted_triggers():
            cursor.execute(trigger.sql)
        set_new_tokens(one.token for one in public_declarations())
        repair_after_gap()


def remove_triggers() -> None:
    """Take the triggers off. The tokens go too, so that nothing is kept until they are back."""
    with transaction.atomic(), connection.cursor() as cursor:
        if TOKEN_TABLE in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                # Of two processes that start, one waits here for the other.
                cursor.execute(f"LOCK TABLE {TOKEN_TABLE} IN EXCLUSIVE MODE")
            PageToken.objects.all().delete()
        on_table = "" if connection.vendor == "sqlite" else ' ON "{table}"'
        for name, table in existing_triggers().items():
            cursor.execute(f'DROP TRIGGER "{name}"' + on_table.format(table=table))


def _lacks_columns() -> bool:
    needed = [(TOKEN_TABLE, columns_of(PageToken)), *((one.table, {*one.columns}) for one in public_declarations())]
    models = [model for one in followers() for model in one.needed]
    models += [model for one in deletion_followers() for model in one.needed]
    needed += [(model._meta.db_table, columns_of(model)) for model in models]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table, columns in needed:
            if table not in tables:
                return True
            described = connection.introspection.get_table_description(cursor, table)
            if not columns <= {column.name for column in described}:
                return True
    return False


def _sqlite_trigger(one: Declaration, operation: str) -> Trigger:
    definition = (
        f'CREATE TRIGGER "{{name}}" {_each_row(one, operation)} BEGIN {SQLITE_NEW_TOKENS.format(token=one.token)} END'
    )
    return Trigger.make(one.table, operation, definition)


def _postgres_trigger(one: Declaration, operation: str) -> Trigger:
    definition = (
        f'CREATE CONSTRAINT TRIGGER "{{name}}" {_each_row(one, operation, " DEFERRABLE INITIALLY DEFERRED")} '
        f"EXECUTE FUNCTION pagecache_new_token('{one.token}')"
    )
    return Trigger.make(one.table, operation, definition)


def _sqlite_follower(follower: Follower, one: Declaration, operation: str) -> Trigger:
    body = " ".join(_statements(follower, row) for row in _rows(operation))
    definition = f'CREATE TRIGGER "{{name}}" {_each_row(one, operation)} BEGIN {body} END'
    return Trigger.make(one.table, operation, definition)


def _postgres_follower(follower: Follower, one: Declaration, operation: str) -> Trigger:
    definition = f'CREATE TRIGGER "{{name}}" {_each_row(one, operation)} EXECUTE FUNCTION {_function_name(follower)}()'
    return Trigger.make(one.table, operation, definition, _follower_function(follower))


def _truncate_follower(follower: Follower) -> Trigger:
    definition = (
        f'CREATE TRIGGER "{{name}}" AFTER TRUNCATE ON "{follower.table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_function_name(follower)}()"
    )
    return Trigger.make(follower.table, "truncate", definition, _follower_function(follower))


def _deletion_trigger(one: DeletionFollower) -> Trigger:
    each = f'CREATE TRIGGER "{{name}}" AFTER DELETE ON "{one.table}" FOR EACH ROW WHEN ({one.when})'
    if connection.vendor == "sqlite":
        return Trigger.make(one.table, DELETE, f"{each} BEGIN {one.statement}; END")
    definition = f"{each} EXECUTE FUNCTION {_deletion_function_name(one)}()"
    return Trigger.make(one.table, DELETE, definition, _deletion_function(one))


def _deletion_function_name(one: DeletionFollower) -> str:
    return f"pagecache_deleted_{one.table}"


def _deletion_function(one: DeletionFollower) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {_deletion_function_name(one)}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {one.statement}; RETURN NULL; END $$"
    )


def _function_name(follower: Follower) -> str:
    return f"pagecache_follow_{follower.table}"


def _follower_function(follower: Follower) -> str:
    old, new = (_statements(follower, row) for row in ("OLD", "NEW"))
    return POSTGRES_FOLLOWER.format(name=_function_name(follower), old=old, new=new, emptied=follower.when_emptied)


def _statements(follower: Follower, row: str) -> str:
    return " ".join(f"{statement.format(row=row)};" for statement in follower.statements)


def _truncate_trigger(table: str, token: str) -> Trigger:
    definition = (
        f'CREATE TRIGGER "{{name}}" AFTER TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION pagecache_new_token('{token}')"
    )
    return Trigger.make(table, "truncate", definition)


def _each_row(one: Declaration, operation: str, timing: str = "") -> str:
    """Return when the trigger runs."""
    columns = ", ".join(f'"{column}"' for column in one.columns)
    event = operation if operation != UPDATE else f"UPDATE OF {columns}"
    return f'AFTER {event} ON "{one.table}"{timing} FOR EACH ROW {_condition(one, operation)}'


def _condition(one: Declaration, operation: str) -> str:
    """Return the WHEN clause: the row counts before the change or after it."""
    if not one.when:
        return ""
    return f"WHEN ({' OR '.join(f'({one.when.format(row=row)})' for row in _rows(operation))})"


def _rows(operation: str) -> list[str]:
    return {INSERT: ["NEW"], UPDATE: ["OLD", "NEW"]}.get(operation, ["OLD"])
