"""Which offer is shown where an offer is placed, at a given moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from offers.models import Offer
from tests.factories import make_offer

pytestmark = pytest.mark.django_db

NOW = timezone.now()
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_default_offers():
    Offer.objects.all().delete()


def make_chain(length: int) -> Offer:
    """The first of a chain of ended offers, each the predecessor of the next; the last one is on."""
    offer = make_offer(f"number-{length}")
    for number in range(length - 1, 0, -1):
        offer = make_offer(f"number-{number}", ends_at=BEFORE, successor=offer)
    return offer


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_on"),
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
def test_offer_is_shown_between_start_and_end(starts_at, ends_at, is_on):
    offer = make_offer(starts_at=starts_at, ends_at=ends_at)
    assert offer.shown_offer(NOW) == (offer if is_on else None)


@pytest.mark.parametrize("length", [2, 3, 5])
def test_successor_is_shown_after_the_end(length, django_assert_num_queries):
    make_chain(length)
    with django_assert_num_queries(1):
        shown = Offer.objects.with_successors().get(slug="number-1").shown_offer()
    assert shown.slug == f"number-{length}"


def test_too_long_chain_of_successors_shows_nothing():
    assert make_chain(9).shown_offer() is None


def test_successor_is_not_shown_before_its_start():
    later = make_offer(starts_at=AFTER)
    assert make_offer(ends_at=BEFORE, successor=later).shown_offer(NOW) is None
    assert make_offer(ends_at=BEFORE, successor=later).shown_offer(AFTER) == later


def test_planned_offer_is_not_replaced_by_its_successor():
    assert make_offer(starts_at=AFTER, successor=make_offer()).shown_offer(NOW) is None


def test_circle_of_successors_is_refused():
    first = make_offer()
    second = make_offer(successor=first)
    first.successor = second
    with pytest.raises(ValidationError, match="circle"):
        first.full_clean()


def test_circle_in_the_database_shows_nothing():
    first = make_offer(ends_at=BEFORE)
    second = make_offer(ends_at=BEFORE, successor=first)
    Offer.objects.filter(pk=first.pk).update(successor=second)
    assert Offer.objects.get(pk=first.pk).shown_offer() is None


def test_database_refuses_an_offer_as_its_own_successor():
    offer = make_offer()
    with pytest.raises(IntegrityError):
        Offer.objects.filter(pk=offer.pk).update(successor=offer)


def test_end_before_the_start_is_refused():
    with pytest.raises(ValidationError, match="end before it begins"):
        Offer(name="A", slug="a", button="b", target="/c/", starts_at=AFTER, ends_at=BEFORE).full_clean()
    with pytest.raises(IntegrityError):
        make_offer(starts_at=AFTER, ends_at=BEFORE)


@pytest.mark.parametrize("target", ["/about/", "https://shop.example.com/a?b=c#d", "http://example.org", "/go-karts/"])
def test_target_may_be_internal_or_external(target):
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
def test_invalid_target_is_refused(target, settings):
    settings.SITE_URL = "http://testserver"
    with pytest.raises(ValidationError) as refused:
        Offer(name="A", slug="a", button="b", target=target).full_clean()
    assert list(refused.value.message_dict) == ["target"]


def test_latest_started_site_wide_offer_is_shown():
    always = make_offer(is_site_wide=True)
    challenge = make_offer(is_site_wide=True, starts_at=BEFORE, ends_at=AFTER)
    make_offer(is_site_wide=True, starts_at=AFTER)
    make_offer(starts_at=BEFORE)
    assert Offer.objects.site_wide() == challenge
    challenge.ends_at = NOW
    challenge.save()
    assert Offer.objects.site_wide() == always


def test_successor_of_the_last_site_wide_offer_is_site_wide():
    follower = make_offer()
    make_offer(is_site_wide=True, ends_at=BEFORE, successor=follower)
    assert Offer.objects.site_wide() == follower


def test_no_site_wide_offer_is_shown_if_none_is_on():
    make_offer()
    make_offer(is_site_wide=True, ends_at=BEFORE)
    assert Offer.objects.site_wide() is None
