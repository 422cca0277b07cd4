from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_posted

Apply = Callable[..., Any]


@pytest.fixture
def apply() -> Apply:
    """``apply(goal="…")`` sends the form as a browser does that got it from this site, without any cookie."""

    def send(headers: dict[str, str] | None = None, client: Client | None = None, **answers: Any) -> Any:
        client = client or Client(enforce_csrf_checks=True)
        same_origin = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
        return client.post("/apply/", make_posted(**answers), headers=same_origin if headers is None else headers)

    return send


@pytest.fixture
def applicant() -> Client:
    """A browser on a page of this site, for which every check is on."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})
