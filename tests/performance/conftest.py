"""Tests with many thousands of rows. They are a group of their own because they take long."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "performance":
            item.add_marker(pytest.mark.large)
