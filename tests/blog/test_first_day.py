"""The front page of the admin names what a new site still needs."""

import re

import pytest
from django.test import Client

from accounts.models import Profile, User
from accounts.roles import Role
from blog.models import SiteTexts
from tests.factories import make_page, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user(is_staff=True, role=Role.OWNER)


def open_steps(user: User) -> list[str]:
    client = Client()
    client.force_login(user)
    shown = re.search(r'<section class="first-day".*?</section>', client.get("/admin/", follow=True).text, re.DOTALL)
    return re.findall(r'<a href="[^"]+">([^<]+)</a>', shown[0].partition("</ol>")[0]) if shown else []


def fill_in_name(owner: User) -> None:
    SiteTexts(pk=1, name="Strong with Nora").save()


def add_photo(owner: User) -> None:
    Profile.objects.create(user=owner, slug="nora", photo=make_picture(60, 40))


def publish_page(owner: User) -> None:
    make_page()


def publish_article(owner: User) -> None:
    make_post(author=owner)


STEPS = {
    "Name and line": fill_in_name,
    "Your photo": add_photo,
    "A page about you": publish_page,
    "The first article": publish_article,
}


def test_new_site_has_all_steps_open(owner):
    assert open_steps(owner) == [*STEPS, "Mail"]


@pytest.mark.parametrize("step", STEPS)
def test_step_is_ticked_when_it_is_done(owner, step):
    STEPS[step](owner)
    assert open_steps(owner) == [name for name in (*STEPS, "Mail") if name != step]


def test_mail_is_ticked_when_there_is_a_server(owner, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert open_steps(owner) == list(STEPS)


def test_nothing_is_shown_when_all_is_done(owner, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    for act in STEPS.values():
        act(owner)
    client = Client()
    client.force_login(owner)
    assert "first-day" not in client.get("/admin/").text


@pytest.mark.parametrize("role", [Role.COACH, Role.WRITER, Role.HELPER])
def test_only_owners_see_it(role):
    assert open_steps(make_user(is_staff=True, role=role)) == []
