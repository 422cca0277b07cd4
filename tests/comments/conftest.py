import pytest
from django.test import Client


@pytest.fixture
def reader() -> Client:
    """A browser on a page of this site, met by every check that a real one meets."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})
