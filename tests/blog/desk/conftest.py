import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_coach, make_user

TEXT = {"title": "Strong hips", "body": "<p>Lift slowly.</p>"}


@dataclass
class Tab:
    """One opening of the desk in a browser, as its script uses it."""

    client: Client
    kind: str = "post"
    pk: int | None = None
    base: str = ""
    number: int = 0
    content: dict[str, Any] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    device: str = ""
    token: str = ""

    def open(self, pk: int | None = None) -> "Tab":
        page = self.client.get(f"/admin/blog/{self.kind}/{f'{pk}/change' if pk else 'add'}/")
        assert page.status_code == 200
        desk = page.context["desk"]
        self.pk, self.base, self.content, self.addresses = desk["pk"], desk["base"], desk["content"], desk["addresses"]
        self.device, self.token = desk["device_key"], desk.get("creation_token", "")
        self.state = desk["state"]
        return self

    def post(self, name: str, **data: Any) -> Any:
        return self.client.post(self.addresses[name], json.dumps(data), content_type="application/json")

    def send(self, name: str = "save", **changes: Any) -> Any:
        """Send the text with these changes, and take what is answered."""
        more = {key: changes.pop(key) for key in ("when", "update_date", "kept") if key in changes}
        self.content = {**self.content, **changes}
        self.number += 1
        response = self.repeat(name, **more)
        if response.status_code in (200, 422) and "pk" in response.json():
            self.take(response.json())
        return response

    def repeat(self, name: str = "save", **more: Any) -> Any:
        """Send the same request again."""
        data = {"base": self.base, "device": self.device, "number": self.number, "content": self.content, **more}
        return self.post(name, **data, **({"creation_token": self.token} if self.pk is None else {}))

    def take(self, answer: dict[str, Any]) -> None:
        self.pk, self.base, self.state = answer["pk"], answer["base"], answer["state"]
        self.addresses = answer["addresses"]
        self.content = answer.get("content", self.content)


@pytest.fixture
def coach() -> User:
    return make_coach(display_name="Mara Lindt")


@pytest.fixture
def other() -> User:
    return make_coach(display_name="Ines Falk")


@pytest.fixture
def writer() -> User:
    return make_user(display_name="Wim", is_staff=True, role="writer")


def tab_of(user: User, kind: str = "post") -> Tab:
    client = Client()
    client.force_login(user)
    return Tab(client, kind)


@pytest.fixture
def tab(coach: User) -> Tab:
    return tab_of(coach)
