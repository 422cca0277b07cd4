"""Files of audio without an episode."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from podcast.tasks import delete_leftover_audio
from tests.audio import silent_mp3
from tests.factories import make_episode

pytestmark = [pytest.mark.django_db, pytest.mark.folders]


def make_old_file() -> tuple[Path, int]:
    episode = make_episode(audio=ContentFile(silent_mp3(1), "talk.mp3"))
    path = Path(episode.audio.path)
    two_days_ago = time.time() - 2 * 86_400
    os.utime(path, (two_days_ago, two_days_ago))
    return path, episode.post.delete()[0]


def test_audio_of_a_deleted_article_is_deleted() -> None:
    path, _deleted = make_old_file()
    assert path.exists()
    delete_leftover_audio.func()
    assert not path.exists()


def test_audio_in_use_and_new_files_stay() -> None:
    kept = Path(make_episode(audio=ContentFile(silent_mp3(1), "talk.mp3")).audio.path)
    os.utime(kept, (0, 0))
    path, _deleted = make_old_file()
    os.utime(path)
    delete_leftover_audio.func()
    assert kept.exists()
    assert path.exists()


def test_nothing_fails_before_there_is_audio() -> None:
    delete_leftover_audio.func()
