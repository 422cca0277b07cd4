"""Two requests of the desk in the same moment, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

import pytest

from blog.models import Address, GuestLink, Post, Presence, Revision
from tests.blog.desk.conftest import TEXT, Tab, tab_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]

REFUSALS = ()
ROUNDS = 10


@pytest.fixture
def together(at_once: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Do all in the same moment, and return what they returned."""

    def together(*acts: Callable[[], Any]) -> list[Any]:
        results: dict[int, Any] = {}
        at_once(*(lambda n=n, act=act: results.update({n: act()}) for n, act in enumerate(acts)))
        return [results[number] for number in range(len(acts))]

    return together


def bodies() -> set[str]:
    return {one.content["body"] for one in Revision.objects.all()}


def test_of_two_saves_with_the_same_base_one_is_refused_and_both_are_kept(tab, other, together):
    tab.open()
    tab.send(**TEXT)
    others = tab_of(other).open(tab.pk)
    for number in range(ROUNDS):
        texts = [f"<p>{name} {number}</p>" for name in ("mine", "hers")]
        first, second = together(partial(tab.send, body=texts[0]), partial(others.send, body=texts[1]))
        assert sorted([first.status_code, second.status_code]) == [200, 409]
        winner = texts[first.status_code == 409]
        assert Post.objects.get().body == winner
        assert set(texts) <= bodies() | {winner}
        for one, answer in ((tab, first), (others, second)):
            one.base = answer.json()["base"]


def test_same_first_request_twice_makes_one_article(tab, together):
    for number in range(ROUNDS):
        tab.open()
        tab.content |= {"title": f"Hips {number}", "body": "<p>Lift.</p>"}
        tab.number = 1
        answers = together(tab.repeat, copy(tab).repeat)
        assert [one.status_code for one in answers] == [200, 200]
        assert answers[0].json()["pk"] == answers[1].json()["pk"]
        tab.number = 0
    assert Post.objects.count() == Address.objects.count() == ROUNDS


def test_two_new_articles_with_the_same_title_get_different_addresses(tab, other, together):
    for _round in range(ROUNDS):
        tabs = [tab.open(), tab_of(other).open()]
        answers = together(*(partial(one.send, **TEXT) for one in tabs))
        slugs = {answer.json()["state"]["slug"] for answer in answers}
        assert len(slugs) == 2
        tab.pk, tab.number = None, 0
    assert Address.objects.filter(slug__startswith="strong-hips").count() == 2 * ROUNDS


def test_publishing_while_somebody_saves_publishes_what_was_sent(tab, other, together):
    tab.open()
    tab.send(**TEXT)
    others = tab_of(other).open(tab.pk)
    for number in range(ROUNDS):
        mine, hers = f"<p>mine {number}</p>", f"<p>hers {number}</p>"
        published, saved = together(partial(tab.send, "publish", body=mine), partial(others.send, body=hers))
        assert sorted([published.status_code, saved.status_code]) == [200, 409]
        assert (Post.objects.get().body == mine) is (published.status_code == 200)
        assert {mine, hers} <= bodies()
        for one, answer in ((tab, published), (others, saved)):
            one.base = answer.json()["base"]


def test_same_publication_twice_is_one(tab, together):
    tab.open()
    tab.send(**TEXT)
    tab.number += 1
    twin: Tab = copy(tab)
    answers = together(lambda: tab.repeat("publish"), lambda: twin.repeat("publish"))
    assert [one.status_code for one in answers] == [200, 200]
    assert Revision.objects.filter(kind="publication").count() == 1


def test_first_heartbeats_at_once_are_one_row(tab, together):
    tab.open()
    tab.send(**TEXT)
    for number in range(ROUNDS):
        beat = partial(tab.post, "presence", device=f"d{number}")
        assert [one.status_code for one in together(beat, beat)] == [200, 200]
    assert Presence.objects.count() == ROUNDS


def test_link_for_a_guest_is_opened_once(tab, together):
    tab.open()
    tab.send(**TEXT)
    together(lambda: tab.post("share"), lambda: tab.post("share"))
    assert GuestLink.objects.count() == 1
