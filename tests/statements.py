"""Which statements each test sends, so that PostgreSQL need not run a test that sends none of its own.

``--note-statements`` writes them, test by test, into the folder that ``tests.groups`` prepared. ``--new-statements``
keeps quick tests that together send all of them, those that commit, and those of which nothing was written. A statement
that failed counts as another one.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.db.backends.signals import connection_created

from tests import prepared

# Two statements are the same if they differ in savepoints, numbers, or the count of parameters or rows alone.
SAME = (
    (r"\bs\d+_x\d+\b", "s"),
    (r"\b\d+\b", "1"),
    (r"%s(?:, %s)+", "%s"),
    (r"\(%s\)(?:, \(%s\))+", "(%s)"),
)
# What PostgreSQL takes for each test, whatever is in it.
SECONDS_OF_ANY_TEST = 0.05

noted: set[str] = set()


def folder() -> Path:
    made = Path(os.environ[prepared.VARIABLE]) / "statements"
    made.mkdir(exist_ok=True)
    return made


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--note-statements", action="store_true", help="Write which statements each test sends.")
    parser.addoption("--new-statements", action="store_true", help="Run the tests that send statements of their own.")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("note_statements"):
        connection_created.connect(listen, weak=False)


def listen(connection: Any, **_arguments: Any) -> None:
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)


def note(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    noted.add(sql)
    try:
        return execute(sql, *arguments)
    except Exception as error:
        noted.add(f"{type(error).__name__} {sql}")
        raise


@cache
def shape(sql: str) -> int:
    """A number for all statements that are the same."""
    for pattern, common in SAME:
        sql = re.sub(pattern, common, sql)
    return crc32(sql.encode())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    noted.clear()
    start = time.monotonic()
    result = yield
    if item.config.getoption("note_statements"):
        with (folder() / os.environ.get("PYTEST_XDIST_WORKER", "all")).open("a") as lines:
            shapes = sorted({shape(sql) for sql in noted})
            lines.write(json.dumps([item.nodeid, shapes, time.monotonic() - start]) + "\n")
    return result


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("new_statements"):
        return
    lines = [json.loads(line) for file in folder().iterdir() for line in file.read_text().splitlines()]
    sent = {nodeid: set(shapes) for nodeid, shapes, _seconds in lines}
    costs = {nodeid: seconds + SECONDS_OF_ANY_TEST for nodeid, _shapes, seconds in lines}
    kept = {item for item in items if item.nodeid not in sent or is_always_kept(item)}
    left = {item: sent[item.nodeid] for item in items if item not in kept}
    seen = set[int]().union(*(sent.get(item.nodeid, ()) for item in kept))
    while left := {item: new for item, shapes in left.items() if (new := shapes - seen)}:
        best = max(left, key=lambda item: len(left[item]) / costs[item.nodeid])
        kept.add(best)
        seen |= left[best]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def is_always_kept(item: pytest.Item) -> bool:
    """What a commit does, what many rows do to a plan, and what a case of ``all_cases`` brings, is not seen in the
    statements."""
    return commits(item) or any(item.get_closest_marker(name) for name in ("all_cases", "large"))


def commits(item: pytest.Item) -> bool:
    """Tell whether the test commits. Afterwards its tables are emptied, of what migrations have written too."""
    database = item.get_closest_marker("django_db")
    return bool(database and database.kwargs.get("transaction")) or "transactional_db" in item.fixturenames  # type: ignore[attr-defined]
