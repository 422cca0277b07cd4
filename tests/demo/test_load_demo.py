from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from blog.models import Category, Post
from comments.models import Comment
from demo import loading
from outbox.models import OutgoingMail
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def load() -> None:
    call_command("load_demo", "--picture-width=90", verbosity=0)


def media_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_public_pages_of_the_sample_answer(client):
    load()
    addresses = ["/", "/articles/", "/about/", "/author/mara-lindt/", "/author/ines-varga/"]
    addresses += [category.get_absolute_url() for category in Category.objects.all()]
    addresses += [post.get_absolute_url() for post in Post.objects.published()]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_second_load_is_refused():
    load()
    with pytest.raises(CommandError, match="empty database"):
        load()


def test_database_with_a_user_is_refused():
    make_user()
    with pytest.raises(CommandError, match="empty database"):
        load()


@pytest.mark.parametrize("url", ["https://coach.example.com", "http://127.0.0.1.example.com", "http://192.168.1.4"])
def test_site_that_others_can_reach_is_refused(settings, url):
    settings.SITE_URL = url
    with pytest.raises(CommandError, match="only loaded on this machine"):
        load()
    assert not User.objects.exists()


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://[::1]:8000"])
def test_other_names_of_this_machine_are_fine(settings, url):
    settings.SITE_URL = url
    load()
    assert User.objects.filter(is_superuser=True).count() == 1


def test_interrupted_load_leaves_nothing_and_can_be_repeated(monkeypatch):
    def interrupt(*args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading, "write_conversations", interrupt)
        with pytest.raises(KeyboardInterrupt):
            load()
    assert not User.objects.exists()
    assert not Category.objects.exists()
    assert media_files() == []
    load()
    assert Post.objects.exists()


def test_nobody_is_mailed():
    load()
    assert Comment.objects.exists()
    assert not OutgoingMail.objects.exists()
