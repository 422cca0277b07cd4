from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from core.web.rate_limits import FloodError, Limit, format_wait, refuse_flood
from tests.factories import make_comment

MINUTE = timedelta(minutes=1)


@pytest.fixture
def two_comments(db):
    for seconds in (20, 30):
        created_at = timezone.now() - timedelta(seconds=seconds)
        make_comment(ip_address="2001:db8:1:2::7", email="nadia@example.org", created_at=created_at)


def check(limit, **changes):
    values = {"network": "2001:db8:1:2::", "email": "nadia@example.org", **changes}
    refuse_flood(Comment.objects.all(), [limit], **values)


def test_rows_up_to_the_limit_are_no_flood(two_comments):
    check(Limit(3, MINUTE, fields=("network", "email")))


def test_flood_is_counted_from_rows_and_has_the_time_to_wait(two_comments):
    """The second newest row is 30 seconds old, so it counts for 30 seconds more."""
    with pytest.raises(FloodError) as flood:
        check(Limit(2, MINUTE, fields=("network", "email")))
    assert timedelta(seconds=29) < flood.value.wait <= timedelta(seconds=30)


def test_longest_wait_of_several_limits_is_used(two_comments):
    limits = [Limit(1, MINUTE, fields=("network",)), Limit(2, 2 * MINUTE, fields=("email",))]
    with pytest.raises(FloodError) as flood:
        refuse_flood(Comment.objects.all(), limits, network="2001:db8:1:2::", email="nadia@example.org")
    assert flood.value.wait > timedelta(seconds=89)


def test_older_rows_do_not_count(two_comments):
    check(Limit(2, MINUTE / 3, fields=("network", "email")))


@pytest.mark.parametrize("other", [{"network": "2001:db8:1:3::"}, {"email": "mik@example.org"}])
def test_rows_that_differ_in_one_field_do_not_count(two_comments, other):
    check(Limit(1, MINUTE, fields=("network", "email")), **other)


def test_unknown_values_do_not_count(db):
    make_comment(ip_address=None)
    check(Limit(1, MINUTE, fields=("network",)), network=None)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 second"),
        (11.2, "12 seconds"),
        (90, "90 seconds"),
        (101, "2 minutes"),
        (3600, "60 minutes"),
        (6001, "2 hours"),
        (86_400, "24 hours"),
    ],
)
def test_wait_is_formatted_and_rounded_up(seconds, text):
    assert format_wait(timedelta(seconds=seconds)) == text


def test_flood_says_what_to_do():
    assert "please wait 12 seconds and send it again" in str(FloodError(timedelta(seconds=11.2)))


@pytest.mark.django_db
def test_counting_by_network_uses_an_index():
    rows = Comment.objects.filter(network="2001:db8:1:2::", created_at__gt=timezone.now())
    assert "comment_by_network" in rows.order_by("-created_at").explain()
