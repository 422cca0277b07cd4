"""After any act, each public page from the keep equals the page built anew, byte for byte: 300 acts, 100 on PostgreSQL.

Each act is random; the seed is printed. ``page_cache_property`` does more of them.
"""

import pytest

from tests.pagecache.conftest import Reader
from tests.pagecache.page_cache_property import run_acts

pytestmark = [pytest.mark.large]

ACTS = 50


ON_SQLITE_ALONE = [pytest.param(part, marks=pytest.mark.sqlite) for part in range(2, 6)]


@pytest.mark.parametrize("part", [0, 1, *ON_SQLITE_ALONE])
def test_kept_pages_equal_built_ones_after_random_acts(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    run_acts(reader, ACTS, part, monkeypatch.setattr)
