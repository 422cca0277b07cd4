"""Who else has the same text open."""

import pytest

from blog.models import Presence
from blog.tasks import forget_who_has_left
from tests.blog.desk.conftest import TEXT, tab_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tabs(tab, other):
    tab.open()
    tab.send(**TEXT)
    return tab, tab_of(other).open(tab.pk)


def beat(tab, **more):
    return tab.post("presence", device=tab.device, **more).json()["others"]


def test_others_are_told_and_not_oneself(tabs):
    mine, hers = tabs
    assert beat(mine) == []
    [seen] = beat(hers)
    assert (seen["name"], seen["is_you"]) == ("Mara Lindt", False)
    assert beat(mine)[0]["name"] == "Ines Falk"


def test_second_device_of_the_same_person_is_told(tabs, coach):
    mine, _hers = tabs
    beat(mine)
    second = tab_of(coach).open(mine.pk)
    [seen] = beat(second)
    assert seen["is_you"]


def test_since_stays_the_same(tabs, clock):
    mine, hers = tabs
    beat(mine)
    since = beat(hers)[0]["since"]
    clock(seconds=30)
    beat(mine)
    clock(seconds=40)
    assert beat(hers)[0]["since"] == since


def test_who_is_not_heard_of_has_left(tabs, clock):
    mine, hers = tabs
    beat(mine)
    clock(seconds=61)
    assert beat(hers) == []
    forget_who_has_left.call()
    assert [one.person for one in Presence.objects.all()] == [Presence.objects.get().person]


def test_who_says_so_has_left_at_once(tabs):
    mine, hers = tabs
    beat(mine)
    beat(mine, left=True)
    assert beat(hers) == []


def test_nobody_without_the_right_is_told(tabs, writer):
    mine, _hers = tabs
    writer.role = "helper"
    writer.save()
    mine.client.force_login(writer)
    assert mine.post("presence", device="x").status_code == 403
