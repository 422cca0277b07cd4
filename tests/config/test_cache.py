"""The cache on a Valkey or Redis server, configured by the environment variable alone."""

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.valkey


def test_value_is_cached_until_it_is_deleted():
    cache.set("reader", {"name": "Ana"}, timeout=60)
    assert cache.get("reader") == {"name": "Ana"}
    cache.delete("reader")
    assert cache.get("reader") is None


def test_adding_an_existing_key_returns_false():
    assert cache.add("lock", 1) is True
    assert cache.add("lock", 2) is False
    assert cache.get("lock") == 1


def test_value_is_on_the_server_and_not_in_the_process(valkey_server):
    cache.set("reader", "Ana")
    assert [key for key in valkey_server.client().scan_iter() if key.endswith(b"reader")]
