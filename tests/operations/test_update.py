"""``manage.py update``: another version takes the place of the running one while readers read and write."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from core.serving.handover import Handover
from tests import prepared
from tests.caddy import caddy
from tests.operations.traffic import Traffic, Version
from tests.served_site import wait_until

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Version]:
    site = Version(prepared.copy_site(tmp_path_factory.mktemp("updated") / "data"))
    try:
        site.started()
        site.seed()
        yield site
    finally:
        site.end()


def web_server(site: Version) -> int:
    """The process id of the web server that is not on its way out."""
    found = [one for one in site.processes() if "core.serving.web_server" in one.cmdline()]
    return max((one for one in found if one.ppid() == site.process.pid), key=lambda one: one.create_time()).pid


def comments(data_dir: Path) -> set[str]:
    with closing(sqlite3.connect(data_dir / "db.sqlite3")) as database:
        return {text for (text,) in database.execute("SELECT text FROM comments_comment")}


def test_update_and_the_way_back_lose_no_request(site: Version) -> None:
    with caddy(site.public_url, site.port), Traffic(site.public_url) as traffic:
        for _direction in ("there", "back"):
            before, answered = web_server(site), traffic.answered.total()
            wait_until(lambda answered=answered: traffic.answered.total() > answered + 20)
            done = site.update()
            assert (done.returncode, done.stderr) == (0, "")
            assert web_server(site) != before
        answered = traffic.answered["comment"]
        wait_until(lambda: traffic.answered["comment"] > answered + 5)
    assert traffic.failed == []
    assert set(traffic.acknowledged) <= comments(site.data_dir)


def test_version_that_does_not_start_leaves_the_running_one_in_its_place(site: Version) -> None:
    before = web_server(site)
    handover = Handover(site.data_dir)
    running = handover.running()
    assert running
    broken = {
        "folder": running.folder,
        "data_dir": str(site.data_dir),
        "programs": {"web server": [running.python, "-c", "raise SystemExit(3)"]},
    }
    answer = handover.ask(running.pid, broken, 120)
    assert answer == "The web server of the new version did not start: the log of the site says why."
    assert web_server(site) == before
    assert httpx.get(f"{site.url}/up").text == "up\n"
    wait_until(lambda: any("ox_worker" in one.cmdline() for one in site.processes()))


def test_request_that_can_not_be_read_is_refused(site: Version) -> None:
    handover = Handover(site.data_dir)
    running = handover.running()
    assert running
    assert handover.ask(running.pid, {"folder": "/"}, 60).startswith("The request can't be read: ")


def test_update_of_a_site_that_does_not_run_asks_for_a_start(tmp_path: Path) -> None:
    done: subprocess.CompletedProcess[str] = Version(prepared.copy_site(tmp_path / "data")).update()
    assert done.returncode == 3
    assert "The site is not running" in done.stdout
    assert done.stdout.endswith("Restart the service with this version. Requests wait meanwhile.\n")
