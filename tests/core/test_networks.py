from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from comments.models import Comment
from core.web.networks import network_of
from privacy.retention import purge_expired
from tests.factories import make_application, make_comment


@pytest.mark.parametrize(
    ("ip_address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("2001:db8::1", "2001:db8::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_network_of_an_ip_address(ip_address, network):
    assert network_of(ip_address) == network


@pytest.mark.django_db
def test_row_stores_the_network_of_its_ip_address():
    assert make_comment(ip_address="2001:db8:1:2::7").network == "2001:db8:1:2::"
    assert make_comment(ip_address=None).network is None


@pytest.mark.django_db
def test_bulk_created_rows_store_the_network():
    made = make_comment()
    Comment.objects.all().delete()
    Comment.objects.bulk_create([Comment(post=made.post, text="Sets?", fingerprint="a", ip_address="2001:db8:1:2::7")])
    assert Comment.objects.get().network == "2001:db8:1:2::"


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_comment, make_application])
def test_network_is_purged_with_the_ip_address(make):
    row = make(ip_address="2001:db8:1:2::7")
    type(row).objects.update(created_at=timezone.now() - timedelta(days=800))
    purge_expired()
    row.refresh_from_db()
    assert (row.ip_address, row.network) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_comment, make_application])
def test_database_refuses_a_network_without_an_ip_address(make):
    row = make(ip_address="2001:db8:1:2::7")
    with pytest.raises(IntegrityError):
        type(row).objects.update(ip_address=None)
