"""When the server can't save, it says so in a form that the desk understands, and has changed nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from blog.models import Post, Revision
from tests.blog.desk.conftest import TEXT, Tab

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def read_only() -> Iterator[None]:
    on, off = "PRAGMA query_only = ON", "PRAGMA query_only = OFF"
    if connection.vendor == "postgresql":
        on, off = "SET default_transaction_read_only TO on", "SET default_transaction_read_only TO off"
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            yield
        finally:
            cursor.execute(off)


@contextmanager
def full_disk() -> Iterator[None]:
    """No page can be added to the file of the database."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # So that no page is free.
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.parametrize("fault", [read_only, pytest.param(full_disk, marks=pytest.mark.sqlite)])
@pytest.mark.parametrize("act", ["save", "publish"])
def test_server_that_cannot_write_says_so(tab: Tab, fault: Callable[[], Iterator[None]], act: str) -> None:
    tab.open()
    tab.send(**TEXT)
    base, text = tab.base, "<p>" + "long " * 50_000 + "</p>"
    with fault():
        response = tab.send(act, body=text)
    assert response.status_code == 503
    assert "kept on this device" in response.json()["error"]
    post = Post.objects.get()
    assert (post.body, post.state, Revision.objects.count()) == (TEXT["body"], "draft", 1)
    tab.base = base
    assert tab.send(act).status_code == 200, "the same text is saved later"
    assert Post.objects.get().body == text
