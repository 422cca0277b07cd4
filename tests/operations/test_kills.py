"""Parts of a site are killed and its disk is full for a while, under writing load. Nothing acknowledged is lost."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import psutil
import pytest

from tests.operations.kills import PROGRAMS, Trial, trial
from tests.operations.writing_load import SAME_ORIGIN
from tests.served_site import START_TIMEOUT, ServedSite, wait_until

pytestmark = pytest.mark.process

TEXT = "My shoulder clicks when I press overhead, and only on the left."


@contextmanager
def full_disk(site: ServedSite) -> Iterator[None]:
    """No process of the site can write to a file, as if the disk was full."""
    processes = site.processes()
    for process in processes:
        process.rlimit(psutil.RLIMIT_FSIZE, (1, psutil.RLIM_INFINITY))
    yield
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))


def try_full_disk(running: Trial) -> None:
    form = {"name": "Nadia", "email": "nadia@example.org", "text": TEXT}
    with httpx.Client(base_url=running.site.url, timeout=START_TIMEOUT) as reader:
        with full_disk(running.site):
            refused = reader.post("/hips/comments/new/", data=form, headers=SAME_ORIGIN)
            assert (refused.status_code, TEXT in refused.text) == (503, True)
            assert reader.post("/apply/", data={"name": "ä" * 200_000}, headers=SAME_ORIGIN).status_code == 503
            assert [reader.get(path).status_code for path in ("/hips/", "/search/?q=hips", "/apply/")] == [200] * 3
        before = len(running.load.acknowledged)
        assert reader.post("/hips/comments/new/", data=form, headers=SAME_ORIGIN).status_code == 303
        wait_until(lambda: len(running.load.acknowledged) > before)
        running.load.acknowledged.append(TEXT)


def test_kills_and_a_full_disk_lose_nothing() -> None:
    seed = random.randrange(10**6)
    print(f"Seed {seed}.")
    with trial(is_postgres=False) as running:
        try_full_disk(running)
        assert {kill.victim for kill in running.run(3, random.Random(seed))} == {*PROGRAMS, "supervisor"}
