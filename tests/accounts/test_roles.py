"""What each role of staff may do, and who may give it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from accounts.permissions import staff_with_permission
from accounts.roles import PERMISSIONS, Role
from tests.factories import make_application, make_coach, make_comment, make_offer, make_post, make_user

pytestmark = pytest.mark.django_db


def make_member(role: str) -> User:
    return make_user(is_staff=True, role=role)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened_by(role: str) -> set[str]:
    """The pages of the admin that ``role`` opens, of one row of each kind."""
    rows = [make_comment(), make_post(), make_application(), make_offer()]
    rows = [(f"{row._meta.app_label}/{row._meta.model_name}", row.pk) for row in rows]
    client = signed_in(make_member(role))
    pages = [(kind, f"/admin/{kind}/{pk}/change/") for kind, pk in rows]
    pages += [(kind, f"/admin/{kind}/1/change/") for kind in ("inbox/inboxsettings", "privacy/retentionsettings")]
    return {kind for kind, page in pages if client.get(page).status_code == 200}


OPENED_BY_COACH = {"comments/comment", "blog/post", "coaching/application", "offers/offer"}


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        (Role.OWNER, {*OPENED_BY_COACH, "inbox/inboxsettings", "privacy/retentionsettings"}),
        (Role.COACH, OPENED_BY_COACH),
        (Role.WRITER, {"blog/post"}),
        (Role.HELPER, {"comments/comment"}),
    ],
)
def test_role_opens_its_pages(role, opened):
    assert opened_by(role) == opened


def test_every_name_in_the_table_is_a_permission():
    pairs = Permission.objects.values_list("content_type__app_label", "codename")
    assert frozenset().union(*PERMISSIONS.values()) <= {f"{app}.{codename}" for app, codename in pairs}


def test_owner_has_every_permission():
    superuser, owner = make_coach(), make_member(Role.OWNER)
    assert owner.get_all_permissions() == superuser.get_all_permissions()


def test_helper_cannot_delete_comments():
    assert not make_member(Role.HELPER).has_perm("comments.delete_comment")


def test_permission_given_to_a_person_adds_to_the_role():
    helper = make_member(Role.HELPER)
    helper.user_permissions.add(Permission.objects.get(codename="view_application"))
    assert helper.has_perms(["coaching.view_application", "comments.change_comment"])


def test_inactive_member_has_no_permission():
    assert make_user(is_staff=True, role=Role.OWNER, is_active=False).get_all_permissions() == set()


def test_staff_are_found_by_permission():
    members = {role: make_member(role) for role in Role}
    make_user(is_staff=True)
    make_user(is_staff=True, role=Role.COACH, is_active=False)
    make_user(is_superuser=True)
    found = staff_with_permission("coaching.change_application")
    assert list(found) == [members[Role.OWNER], members[Role.COACH]]


def test_database_refuses_a_role_without_staff():
    with pytest.raises(IntegrityError):
        make_user(role=Role.HELPER)
