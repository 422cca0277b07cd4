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
def desk(coach) -> Client:
    """The coach's browser, signed in."""
    client = Client()
    client.force_login(coach)
    return client


@pytest.fixture
def act(desk):
    """``act(comment, "settle")`` presses that button in its row, and follows to the page that is shown then."""

    def act(comment, verb, **fields):
        data = {"comment": comment.pk, "verb": verb, **fields}
        return desk.post("/admin/inbox/act/", data, follow=True)

    return act


@pytest.fixture
def undo(desk):
    """Press the first "Undo" of a page."""

    def undo(page):
        batch = page.text.split('name="batch" value="')[1].split('"')[0]
        return desk.post("/admin/inbox/undo/", {"batch": batch}, follow=True)

    return undo
