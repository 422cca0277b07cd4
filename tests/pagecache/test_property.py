"""After any act, each public page from the keep equals the page built anew, byte for byte: 105 acts, 55 on PostgreSQL.

Each act is random; the seed is printed. ``many_acts`` does more.
"""

import pytest

from tests.pagecache.conftest import Reader
from tests.pagecache.page_cache_property import run_acts, run_acts_together

# In short tests, so that all processes of a run have some.
ACTS, ACTS_TOGETHER = 25, 30
TESTS, TESTS_ON_POSTGRES = 3, 1
ON_SQLITE_ALONE = [pytest.param(part, marks=pytest.mark.sqlite) for part in range(TESTS_ON_POSTGRES, TESTS)]


@pytest.mark.large
@pytest.mark.all_cases
@pytest.mark.parametrize("part", [*range(TESTS_ON_POSTGRES), *ON_SQLITE_ALONE])
def test_kept_pages_equal_built_ones_after_random_acts(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    run_acts(reader, ACTS, part, monkeypatch.setattr)


@pytest.mark.large
def test_kept_pages_equal_built_ones_after_acts_and_builds_at_the_same_time(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_acts_together(reader, ACTS_TOGETHER, TESTS, monkeypatch.setattr)
