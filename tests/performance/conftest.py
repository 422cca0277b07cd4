"""What a page costs with many thousands of rows: a group of its own, as it takes as long as all unit tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "performance":
            item.add_marker(pytest.mark.large)
