import pytest
from django.test import Client

from tests.factories import make_coach, make_post


@pytest.fixture
def coach(db):
    return make_coach()


@pytest.fixture
def post(coach):
    return make_post(author=coach)


@pytest.fixture
def staff(coach) -> Client:
    """The coach's browser, signed in."""
    client = Client()
    client.force_login(coach)
    return client


@pytest.fixture
def act(staff):
    """``act(comment, "settle")`` presses that button in its row, and returns the page after the redirect."""

    def act(comment, verb, **fields):
        data = {"comment": comment.pk, "verb": verb, **fields}
        return staff.post("/admin/inbox/act/", data, follow=True)

    return act


@pytest.fixture
def undo(staff):
    """Press the first "Undo" of a page."""

    def undo(page):
        batch = page.text.split('name="batch" value="')[1].split('"')[0]
        return staff.post("/admin/inbox/undo/", {"batch": batch}, follow=True)

    return undo
