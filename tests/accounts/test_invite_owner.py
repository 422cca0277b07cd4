import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db

EMAIL = "mara@coach.example.com"


@pytest.fixture
def invite(capsys):
    def invite(*arguments: str) -> str:
        call_command("invite_owner", *arguments)
        return capsys.readouterr().out

    return invite


def test_link_makes_an_owner_who_begins_the_first_day(client, invite):
    link = re.search(r"http\S+", invite(EMAIL))[0]
    form = {"name": "Mara Lindt", "password1": "carry it up the hill", "password2": "carry it up the hill"}
    page = client.post(link, form, follow=True)
    assert page.redirect_chain[-1][0] == "/admin/"
    assert "The first article" in page.content.decode()
    assert User.objects.get(email=EMAIL).role == Role.OWNER


def test_second_link_revokes_the_first(client, invite):
    first, second = (re.search(r"http\S+", invite(EMAIL))[0] for _time in range(2))
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_who_can_sign_in_already_gets_no_link(invite):
    make_user(email=EMAIL, is_staff=True, role=Role.OWNER)
    assert invite(EMAIL) == f"{EMAIL} can sign in already, at http://127.0.0.1:8000/admin/\n"


def test_first_owner_is_invited_once(invite):
    make_user(is_staff=True, role=Role.OWNER)
    assert invite("--first", EMAIL) == ""
    assert not User.objects.filter(email=EMAIL).exists()


def test_what_is_no_address_is_refused(invite):
    with pytest.raises(CommandError, match="mara is no e-mail address"):
        invite("mara")
