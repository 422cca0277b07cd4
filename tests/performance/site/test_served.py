"""The site as it is served to be measured."""

from pathlib import Path

import httpx
import pytest

from tests.performance.site.observed_serve import BUILDS
from tests.performance.site.served import SETTINGS, ObservedSite
from tests.prepared import copy_site


@pytest.mark.process
def test_observed_site_counts_the_pages_that_it_builds(tmp_path: Path) -> None:
    site = ObservedSite(copy_site(tmp_path / "site"), list, **SETTINGS)
    try:
        site.started()
        assert site.web_pids()

        def builds() -> int:
            return int(httpx.get(site.url + BUILDS).text)

        before = builds()
        for _reader in range(2):
            assert httpx.get(f"{site.url}/articles/").is_success
        assert builds() == before + 1
    finally:
        site.end()
