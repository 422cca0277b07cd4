"""After any act, each public page from the keep equals the page built anew, byte for byte: 60 acts, 30 on PostgreSQL.

Each act is random; the seed is printed. ``many_acts`` does more.
"""

import pytest

from tests.pagecache.conftest import Reader
from tests.pagecache.page_cache_property import run_acts, run_acts_together

# In short tests, so that all processes of a run have some.
ACTS, ACTS_TOGETHER, TESTS = 15, 30, 2


# PostgreSQL runs only the other test, because each act of these takes a second there.
@pytest.mark.large
@pytest.mark.sqlite
@pytest.mark.parametrize("part", range(TESTS))
def test_kept_pages_equal_built_ones_after_random_acts(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    run_acts(reader, ACTS, part, monkeypatch.setattr)


@pytest.mark.large
def test_kept_pages_equal_built_ones_after_acts_and_builds_at_the_same_time(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_acts_together(reader, ACTS_TOGETHER, TESTS, monkeypatch.setattr)
