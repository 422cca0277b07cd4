"""Changing an account or a group gives nobody a permission that they lack."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import User
from tests.factories import make_coach, make_user

pytestmark = pytest.mark.django_db

NEW = "carry-hinge-row-77"


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def give(user: User, *names: str) -> User:
    user.user_permissions.add(*(permission(name) for name in names))
    return user


@pytest.fixture
def clerk() -> User:
    """A member of staff without a role who may change users."""
    models = [("accounts", "user"), ("auth", "group")]
    names = [f"{app}.{verb}_{model}" for app, model in models for verb in ("add", "change", "delete", "view")]
    return give(make_user(is_staff=True), *names)


@pytest.fixture
def staff(clerk) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


def form(user: User, **fields) -> dict:
    data = {"display_name": user.display_name, "email": user.email, "is_active": "on", "is_staff": "on"}
    return {name: value for name, value in {**data, **fields}.items() if value}


def change(staff: Client, user: User, **fields) -> int:
    response = staff.post(f"/admin/accounts/user/{user.pk}/change/", form(user, **fields))
    user.refresh_from_db()
    return response.status_code


def test_clerk_changes_a_name(staff):
    tom = make_user(is_staff=True)
    assert change(staff, tom, display_name="Tom Berg") == 302
    assert tom.display_name == "Tom Berg"


def test_clerk_cannot_make_users_superusers(staff, clerk):
    for user in (make_user(is_staff=True), clerk):
        change(staff, user, is_superuser="on")
        assert not user.is_superuser


def test_clerk_cannot_add_a_superuser(staff):
    data = {"display_name": "Tom", "email": "tom@example.org", "usable_password": "true", "is_superuser": "on"}
    staff.post("/admin/accounts/user/add/", {**data, "password1": NEW, "password2": NEW})
    assert not User.objects.get(email="tom@example.org").is_superuser


@pytest.mark.parametrize("fields", [{"email": "mine@example.org"}, {"is_active": ""}, {"display_name": "Tom"}])
def test_clerk_cannot_change_a_superuser(staff, fields):
    owner = make_coach(email="owner@example.org")
    assert change(staff, owner, **fields) == 403
    assert (owner.email, owner.is_active, owner.display_name) == ("owner@example.org", True, "Mara Lindt")


@pytest.mark.parametrize("what", ["password", "delete", "second-factor"])
def test_clerk_cannot_reset_or_delete_a_superuser(staff, what):
    owner = make_coach()
    data = {"password1": NEW, "password2": NEW, "usable_password": "true", "post": "yes"}
    assert staff.post(f"/admin/accounts/user/{owner.pk}/{what}/", data).status_code == 403
    owner.refresh_from_db()
    assert not owner.check_password(NEW)


def test_clerk_cannot_delete_a_superuser_from_the_list(staff):
    owner = make_coach()
    data = {"action": "delete_selected", "_selected_action": [owner.pk], "post": "yes"}
    staff.post("/admin/accounts/user/", data)
    assert User.objects.filter(pk=owner.pk).exists()


def test_clerk_cannot_set_the_password_of_staff_with_more_permissions(staff):
    tom = give(make_user(is_staff=True), "coaching.view_application")
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert staff.post(f"/admin/accounts/user/{tom.pk}/password/", data).status_code == 403


def test_clerk_sets_the_password_of_staff_with_fewer_permissions(staff):
    tom = give(make_user(is_staff=True), "accounts.view_user")
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert staff.post(f"/admin/accounts/user/{tom.pk}/password/", data).status_code == 302


def test_clerk_cannot_assign_a_group(staff):
    clerks = Group.objects.create(name="Clerks")
    clerks.permissions.add(permission("accounts.change_user"))
    tom = make_user(is_staff=True)
    change(staff, tom, groups=[clerks.pk])
    assert not tom.groups.exists()


def test_clerk_cannot_assign_a_permission(staff):
    tom = make_user(is_staff=True)
    change(staff, tom, user_permissions=[permission("accounts.change_user").pk])
    assert not tom.user_permissions.exists()


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/", "{pk}/delete/"])
def test_clerk_cannot_open_groups(staff, path):
    clerks = Group.objects.create(name="Clerks")
    assert staff.get(f"/admin/auth/group/{path.format(pk=clerks.pk)}").status_code == 403


@pytest.mark.parametrize("path", ["account/emailaddress/", "mfa/authenticator/"])
def test_allauths_models_are_not_in_the_admin(client, path):
    client.force_login(make_coach())
    assert client.get(f"/admin/{path}").status_code == 404


def test_superuser_can_make_a_superuser(client):
    client.force_login(make_coach())
    tom = make_user(is_staff=True)
    change(client, tom, is_superuser="on", email="tom@example.org")
    assert (tom.is_superuser, tom.email) == (True, "tom@example.org")
