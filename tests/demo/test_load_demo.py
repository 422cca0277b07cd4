from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from blog.models import Category, Post
from demo import loading
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.folders]


def load() -> None:
    call_command("load_demo", verbosity=0)


def media_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_database_with_a_user_is_refused():
    make_user()
    with pytest.raises(CommandError, match="empty database"):
        load()


def test_public_site_is_refused(settings):
    settings.IS_ON_THIS_MACHINE = False
    with pytest.raises(CommandError, match="only loaded on this machine"):
        load()
    assert not User.objects.exists()


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
