"""The page of people: owners invite, change roles, and take access away."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts import invitations
from accounts.models import Invitation, User
from accounts.roles import Role
from outbox.models import OutgoingMail
from tests.factories import PASSWORD, make_coach, make_post, make_user, sign_in

pytestmark = pytest.mark.django_db

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TOM = {"name": "Tom Berg", "email": "Tom@Example.org", "role": "helper"}


def make_member(role: str, **fields) -> User:
    return make_user(is_staff=True, role=role, **fields)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner() -> User:
    return make_member(Role.OWNER, display_name="Mara Lindt")


@pytest.fixture
def staff(owner) -> Client:
    return signed_in(owner)


def invite(staff: Client, **fields):
    return staff.post("/admin/people/", {**TOM, **fields}, follow=True)


def link_on(response) -> str:
    return re.search(r'value="http://[^/]+(/account/invitation/[^"]+)"', response.text)[1]


def accept(link: str, client: Client | None = None, **fields):
    data = {"name": "Tom Berg", "password1": PASSWORD, "password2": PASSWORD, **fields}
    return (client or Client()).post(link, data, follow=True)


def test_person_who_accepts_an_invitation_is_signed_in_with_the_role(staff):
    link = link_on(invite(staff))
    guest = Client()
    assert "answer and sort comments" in guest.get(link).text
    assert "Welcome, Tom B." in accept(link, guest, name="Tom B.").text
    tom = User.objects.get(email="tom@example.org")
    assert (tom.display_name, tom.role, tom.is_staff, tom.is_active) == ("Tom B.", Role.HELPER, True, True)
    assert sign_in(Client(), tom).status_code == 302


def test_invitation_is_mailed(staff, settings):
    settings.MAILERS = MAILERS
    assert "is on its way" in invite(staff, mail="1").text
    mail = OutgoingMail.objects.get(to="tom@example.org")
    assert "Mara Lindt invites you" in mail.text
    assert "answer and sort comments" in mail.text
    link = re.search(r"http://[^/]+(/account/invitation/\S+)", mail.text)[1]
    assert Client().get(link).status_code == 200


def test_link_to_copy_sends_no_mail(staff):
    invite(staff)
    assert not OutgoingMail.objects.exists()


def test_text_of_an_invitation_is_not_shown_in_the_admin(staff):
    invite(staff, mail="1")
    mail = OutgoingMail.objects.get()
    assert "/account/invitation/" not in staff.get(f"/admin/outbox/outgoingmail/{mail.pk}/change/").text


def test_mail_of_a_withdrawn_invitation_is_not_sent(staff, settings, run_tasks, mailoutbox):
    settings.MAILERS = MAILERS
    invite(staff, mail="1")
    Invitation.objects.all().delete()
    run_tasks()
    assert mailoutbox == []


def test_link_works_once(staff):
    link = link_on(invite(staff))
    accept(link)
    assert accept(link, name="Somebody else").status_code == 410
    assert User.objects.get(email="tom@example.org").display_name == "Tom Berg"


def test_forged_link_is_refused(staff):
    link = link_on(invite(staff))
    assert Client().get(link[:-4] + "aaa/").status_code == 410


def test_new_link_revokes_the_old_one(staff):
    old = link_on(invite(staff))
    tom = User.objects.get(email="tom@example.org")
    new = link_on(staff.post(f"/admin/people/{tom.pk}/link/", follow=True))
    assert [Client().get(link).status_code for link in (old, new)] == [410, 200]


def test_new_address_revokes_the_link_to_the_old_one(staff):
    link = link_on(invite(staff))
    tom = User.objects.get(email="tom@example.org")
    staff.post(f"/admin/people/{tom.pk}/", {"display_name": "Tom", "email": "tom@example.net", "role": "helper"})
    assert Client().get(link).status_code == 410
    assert OutgoingMail.objects.get().to == "tom@example.net"


@pytest.mark.parametrize(
    "fields", [{"password1": "short", "password2": "short"}, {"password2": "another-password"}, {"name": " "}]
)
def test_invitation_with_a_mistake_is_not_accepted(staff, fields):
    link = link_on(invite(staff))
    assert accept(link, **fields).status_code == 422
    assert not User.objects.get(email="tom@example.org").is_active


def test_invited_person_cannot_sign_in_by_a_code_before_accepting(staff):
    invite(staff)
    Client().post("/account/login/code/", {"email": "tom@example.org"})
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("fields", [{"email": "tom"}, {"role": ""}, {"role": "boss"}, {"name": ""}])
def test_mistake_in_an_invitation_is_refused(staff, fields):
    assert invite(staff, **fields).status_code == 422
    assert not Invitation.objects.exists()


def test_person_with_access_is_not_invited_again(staff, owner):
    assert "has access already" in invite(staff, email=owner.email).text


def test_former_author_gets_access_by_an_invitation(staff):
    author = make_user(email="tom@example.org", password=None)
    accept(link_on(invite(staff, role="writer")))
    author.refresh_from_db()
    assert (author.role, author.check_password(PASSWORD)) == (Role.WRITER, True)


def test_list_shows_what_each_may_do(staff):
    make_member(Role.WRITER, display_name="Ines Varga")
    make_user(display_name="Old Author")
    invite(staff)
    html = staff.get("/admin/people/").text
    assert all(words in html for words in ("Ines Varga", "write drafts", "not yet accepted", "Old Author"))


def test_role_is_changed_and_replaces_single_permissions(staff):
    tom = make_member(Role.HELPER)
    tom.user_permissions.add(Permission.objects.get(codename="view_application"))
    tom.groups.add(Group.objects.create(name="Clerks"))
    staff.post(f"/admin/people/{tom.pk}/", {"display_name": "Tom", "email": tom.email, "role": "writer"})
    tom = User.objects.get(pk=tom.pk)
    assert (tom.role, tom.display_name) == (Role.WRITER, "Tom")
    assert not tom.has_perm("coaching.view_application")
    assert not tom.groups.exists()


def test_taken_address_is_an_error(staff, owner):
    tom = make_member(Role.HELPER)
    data = {"display_name": "Tom", "email": owner.email.upper(), "role": "helper"}
    assert "Somebody else has this" in staff.post(f"/admin/people/{tom.pk}/", data).text


def test_owner_cannot_change_the_own_role(staff, owner):
    data = {"display_name": "Mara", "email": owner.email, "role": "helper"}
    assert staff.post(f"/admin/people/{owner.pk}/", data).status_code == 302
    owner.refresh_from_db()
    assert (owner.display_name, owner.role) == ("Mara", Role.OWNER)


def test_access_is_taken_away_at_once_and_the_name_stays(staff):
    tom = make_coach(is_superuser=False, role=Role.COACH, display_name="Tom Berg", password=PASSWORD)
    make_post("hips", author=tom)
    client = Client()
    sign_in(client, tom)
    assert client.get("/admin/").status_code == 200
    staff.post(f"/admin/people/{tom.pk}/end/")
    assert client.get("/admin/").status_code == 302
    sign_in(client, tom)
    assert client.get("/admin/").status_code == 302
    assert "Tom Berg" in Client().get("/hips/").text


def test_access_that_was_taken_away_includes_single_permissions(staff):
    tom = make_user(is_staff=True)
    tom.user_permissions.add(Permission.objects.get(codename="view_application"))
    staff.post(f"/admin/people/{tom.pk}/end/")
    tom = User.objects.get(pk=tom.pk)
    assert (tom.is_staff, tom.get_all_permissions()) == (False, set())


def test_invitation_that_is_taken_back_leaves_nothing(staff):
    link = link_on(invite(staff))
    tom = User.objects.get(email="tom@example.org")
    staff.post(f"/admin/people/{tom.pk}/end/")
    assert not User.objects.filter(email="tom@example.org").exists()
    assert Client().get(link).status_code == 410


def test_invited_author_of_an_article_keeps_the_name_without_access(staff):
    invite(staff)
    tom = User.objects.get(email="tom@example.org")
    make_post("hips", author=tom)
    staff.post(f"/admin/people/{tom.pk}/end/")
    tom.refresh_from_db()
    assert (tom.is_staff, tom.role) == (False, "")


def test_owner_cannot_take_away_the_own_access(staff, owner):
    assert staff.post(f"/admin/people/{owner.pk}/end/").status_code == 403
    owner.refresh_from_db()
    assert owner.role == Role.OWNER


@pytest.mark.parametrize("page", ["", "link/", "end/", "second-factor/"])
def test_owner_cannot_change_a_superuser(staff, page):
    superuser = make_coach()
    data = {"display_name": "Tom", "email": "mine@example.org", "role": "helper"}
    assert staff.post(f"/admin/people/{superuser.pk}/{page}", data).status_code == 403
    assert not Invitation.objects.exists()


def test_superuser_manages_a_superuser():
    tom = make_coach(display_name="Tom")
    assert signed_in(make_coach()).post(f"/admin/people/{tom.pk}/end/").status_code == 302
    tom.refresh_from_db()
    assert (tom.is_superuser, tom.is_staff) == (False, False)


@pytest.mark.parametrize("role", [Role.COACH, Role.WRITER, Role.HELPER, ""])
def test_others_cannot_invite(role):
    assert signed_in(make_member(role)).post("/admin/people/", TOM).status_code == 403
    assert not Invitation.objects.exists()


def test_single_permission_for_accounts_opens_no_page_of_people():
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(*Permission.objects.filter(content_type__app_label__in=["accounts", "auth"]))
    assert signed_in(clerk).get("/admin/people/").status_code == 403


@pytest.mark.parametrize("path", ["account/emailaddress/", "mfa/authenticator/", "auth/group/", "accounts/user/"])
def test_forms_of_accounts_by_others_are_not_in_the_admin(path):
    assert signed_in(make_coach()).get(f"/admin/{path}").status_code == 404


def test_two_people_who_accept_at_once_are_not_both_welcome(staff):
    link_on(invite(staff))
    first, second = Invitation.objects.get(), Invitation.objects.get()
    invitations.accept(first, "Tom", PASSWORD)
    with pytest.raises(invitations.RefusedError):
        invitations.accept(second, "Eve", PASSWORD)
