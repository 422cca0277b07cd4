"""Tests with many thousands of rows. They are a group of their own because they take long.

Those marked ``process`` look at the sample site as ``manage.py serve`` serves it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests import chromium, prepared
from tests.served_site import ServedSite


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "performance":
            item.add_marker(pytest.mark.large)


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    data_dir = prepared.copy_sample_site(tmp_path_factory.mktemp("served") / "data")
    site = ServedSite(data_dir, DEMO="1", WORKERS="0")
    try:
        yield site.started()
    finally:
        site.end()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with its back/forward cache, which Playwright switches off by default."""
    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    browser = playwright.chromium.launch(
        executable_path=program,
        args=chromium.arguments(),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()
