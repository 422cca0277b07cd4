"""Run the property of the kept pages: ``python -m tests.pagecache.page_cache_property 10000 [SEED]``."""

import os
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pagecache.serving import KeptPages
from tests.pagecache.random_acts import RandomSite

SEED = "PAGE_CACHE_SEED"
ACTS = "PAGE_CACHE_ACTS"


def run_acts(reader: Any, acts: int, part: int, set_attribute: Callable[..., None]) -> None:
    """Do ``acts`` on a new site, and compare after each. ``part`` tells runs with the same seed apart.

    Raises ``AssertionError`` with the act after which a kept page was stale.
    """
    seed = int(os.environ.get(SEED) or secrets.randbelow(10**9)) + part
    print(f"{SEED}={seed}")
    now = [timezone.now()]
    set_attribute("django.utils.timezone.now", lambda: now[0])
    set_attribute("comments.pages.THREADS_PER_PAGE", 2)
    set_attribute("comments.pages.COMMENTS_PER_PAGE", 6)
    set_attribute("comments.pages.ANSWERS_PER_PAGE", 3)

    def move_clock(**by: float) -> None:
        now[0] += timedelta(**by)

    site = RandomSite(seed, move_clock)
    kept, statuses = 0, Counter[int]()
    for number in range(int(os.environ.get(ACTS) or acts)):
        done = site.act()
        for url in site.urls():
            builds = reader.pages.builds
            answer = reader.get(url)
            statuses[answer.status] += 1
            if reader.pages.builds == builds:
                kept += 1
                anew = reader.get(url, pages=KeptPages(reader.pages.django))
                assert (answer.status, answer.header_list, answer.body) == (anew.status, anew.header_list, anew.body), (
                    f"{SEED}={seed}, act {number}: {url} is stale after {done}"
                )
    print(f"{kept} pages came from the keep. {statuses}")
    assert kept
    assert statuses[200]


if __name__ == "__main__":
    os.environ[ACTS] = str(-(-int(sys.argv[1]) // 6))
    os.environ[SEED] = sys.argv[2] if len(sys.argv) > 2 else ""
    options = "-q -s -p no:cacheprovider -o faulthandler_timeout=0".split()
    sys.exit(pytest.main([*options, "tests/pagecache/test_property.py", *sys.argv[3:]]))
