from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Invitation
from core.private_links import PrivateLinkMixin
from privacy.models import PrivacyRequest
from tests.factories import make_application, make_comment, make_sign_up, make_user

pytestmark = pytest.mark.django_db


def make_request():
    return PrivacyRequest.objects.create(email="nadia@example.org")


def make_invitation():
    return Invitation.objects.create(user=make_user())


MAKERS = [make_application, make_comment, make_invitation, make_request, make_sign_up]


@pytest.mark.parametrize("make", MAKERS)
def test_link_opens_its_row(client, make):
    row = make()
    assert type(row).from_token(row.private_token) == row
    assert client.get(row.private_url).status_code == 200


@pytest.mark.parametrize("make", MAKERS)
def test_link_of_a_deleted_row_is_not_found(make):
    row = make()
    token = row.private_token
    type(row).objects.filter(pk=row.pk).delete()
    assert type(row).from_token(token) is None


@pytest.mark.parametrize("make", MAKERS)
def test_link_expires(monkeypatch, make):
    row = make()
    later = timezone.now() + row.private_link_max_age + timedelta(minutes=1)
    token = row.private_token
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert type(row).from_token(token) is None


@pytest.mark.parametrize("make", MAKERS)
def test_token_of_another_model_is_not_found(make):
    row = make()
    others = [model for model in PrivateLinkMixin.__subclasses__() if model is not type(row)]
    assert len(others) == 5
    assert [model.from_token(row.private_token) for model in others] == [None] * 5
