"""What stands where an offer is placed, at which moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from coaching.apps import write_defaults
from coaching.models import Offer
from tests.factories import make_offer

pytestmark = pytest.mark.django_db

NOW = timezone.now()
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_else():
    Offer.objects.all().delete()


def make_chain(length: int) -> Offer:
    """The first of offers that have ended and follow each other, up to one that is on."""
    offer = make_offer(f"number-{length}")
    for number in range(length - 1, 0, -1):
        offer = make_offer(f"number-{number}", ends_at=BEFORE, successor=offer)
    return offer


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "stands"),
    [
        (None, None, True),
        (BEFORE, AFTER, True),
        (NOW, None, True),
        (AFTER, None, False),
        (None, AFTER, True),
        (None, NOW, False),
        (None, BEFORE, False),
    ],
)
def test_stands_from_its_first_moment_to_its_last(starts_at, ends_at, stands):
    offer = make_offer(starts_at=starts_at, ends_at=ends_at)
    assert offer.standing(NOW) == (offer if stands else None)


@pytest.mark.parametrize("length", [2, 3, 5])
def test_what_follows_stands_in_its_place(length, django_assert_num_queries):
    make_chain(length)
    with django_assert_num_queries(1):
        standing = Offer.objects.with_successors().get(slug="number-1").standing()
    assert standing.slug == f"number-{length}"


def test_endless_chain_leads_nowhere():
    assert make_chain(9).standing() is None


def test_what_follows_is_not_there_before_it_begins():
    later = make_offer(starts_at=AFTER)
    assert make_offer(ends_at=BEFORE, successor=later).standing(NOW) is None
    assert make_offer(ends_at=BEFORE, successor=later).standing(AFTER) == later


def test_planned_one_is_not_replaced_by_what_follows():
    assert make_offer(starts_at=AFTER, successor=make_offer()).standing(NOW) is None


def test_circle_is_refused():
    first = make_offer()
    second = make_offer(successor=first)
    first.successor = second
    with pytest.raises(ValidationError, match="circle"):
        first.full_clean()


def test_circle_that_is_there_all_the_same_shows_nothing():
    first = make_offer(ends_at=BEFORE)
    second = make_offer(ends_at=BEFORE, successor=first)
    Offer.objects.filter(pk=first.pk).update(successor=second)
    assert Offer.objects.get(pk=first.pk).standing() is None


def test_own_successor_is_refused_by_the_database():
    offer = make_offer()
    with pytest.raises(IntegrityError):
        Offer.objects.filter(pk=offer.pk).update(successor=offer)


def test_end_before_the_beginning_is_refused():
    with pytest.raises(ValidationError, match="end before it begins"):
        Offer(name="A", slug="a", button="b", target="/c/", starts_at=AFTER, ends_at=BEFORE).full_clean()
    with pytest.raises(IntegrityError):
        make_offer(starts_at=AFTER, ends_at=BEFORE)


@pytest.mark.parametrize("target", ["/about/", "https://shop.example.com/a?b=c#d", "http://example.org", "/go-karts/"])
def test_target_may_be_here_or_elsewhere(target):
    Offer(name="A", slug="a", button="b", target=target).full_clean()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://shop.example.com\\@evil.example",
        "https://shop.example.com@evil.example",
        "https://user:pass@evil.example/",
        "https:evil.example",
        "https:///evil.example",
        "https://[evil",
        "https://evil.example:99999999/",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "/a\r\nSet-Cookie: b=c",
        "/\t/evil.example",
        " //evil.example",
        "/a\x00b",
        "/a\u202eb",
        "ftp://evil.example/",
        "about/",
        "",
        "/go/another/",
        "http://testserver/go/another/",
    ],
)
def test_target_that_is_none_is_refused(target, settings):
    settings.SITE_URL = "http://testserver"
    with pytest.raises(ValidationError) as refused:
        Offer(name="A", slug="a", button="b", target=target).full_clean()
    assert list(refused.value.message_dict) == ["target"]


def test_site_wide_is_the_one_that_began_last():
    always = make_offer(is_site_wide=True)
    challenge = make_offer(is_site_wide=True, starts_at=BEFORE, ends_at=AFTER)
    make_offer(is_site_wide=True, starts_at=AFTER)
    make_offer(starts_at=BEFORE)
    assert Offer.objects.site_wide() == challenge
    challenge.ends_at = NOW
    challenge.save()
    assert Offer.objects.site_wide() == always


def test_what_follows_the_last_site_wide_one_is_site_wide():
    follower = make_offer()
    make_offer(is_site_wide=True, ends_at=BEFORE, successor=follower)
    assert Offer.objects.site_wide() == follower


def test_none_is_site_wide():
    make_offer()
    make_offer(is_site_wide=True, ends_at=BEFORE)
    assert Offer.objects.site_wide() is None


def test_new_site_begins_with_one_and_what_she_deletes_stays_deleted():
    write_defaults(using="default", plan=())
    assert not Offer.objects.exists()
    Offer.objects.write_defaults()
    offer = Offer.objects.site_wide()
    assert (offer.target, offer.button) == ("/apply/", "Apply for coaching")
    offer.full_clean()
