"""Who has a permission."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.permissions import responsible_staff, staff_with_permission
from tests.factories import make_coach, make_user

pytestmark = pytest.mark.django_db

CHANGE = "blog.change_post"


@pytest.fixture
def permission() -> Permission:
    return Permission.objects.get(content_type__app_label="blog", codename="change_post")


def test_staff_have_a_permission_as_superuser_by_themselves_or_by_a_group(permission):
    owner, writer, member = make_coach(), make_user(is_staff=True), make_user(is_staff=True)
    group = Group.objects.create(name="Writers")
    group.permissions.add(permission)
    writer.user_permissions.add(permission)
    member.groups.add(group)
    assert list(staff_with_permission(CHANGE)) == [owner, writer, member]


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}, {"is_staff": True, "is_active": False}])
def test_others_do_not_have_the_permission(permission, fields):
    make_user(**fields, **({} if fields.get("is_active", True) else {"is_superuser": True}))
    assert not staff_with_permission(CHANGE)


def test_permission_of_ten_staff_takes_one_query(permission, django_assert_num_queries):
    staff = [make_user(is_staff=True) for _number in range(10)]
    permission.user_set.set(staff)
    with django_assert_num_queries(1):
        assert list(staff_with_permission(CHANGE)) == staff


def test_responsible_staff_are_the_person_or_all_with_the_permission(permission):
    first, second, other = (make_user(is_staff=True) for _number in range(3))
    permission.user_set.set([first, second])
    assert responsible_staff(CHANGE, second.pk) == [second]
    assert responsible_staff(CHANGE, other.pk) == responsible_staff(CHANGE, None) == [first, second]
