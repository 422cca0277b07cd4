from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from tests.factories import make_post

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_article_says_its_day_in_english(client: Client) -> None:
    post = make_post(published_at=NOON)
    assert "26 Nov 2026</time>" in client.get(post.get_absolute_url()).content.decode()


def test_noon_is_a_time_as_any_other() -> None:
    assert date_format(NOON, "DATETIME_FORMAT") == "26 Nov 2026, 12:00"


def test_other_languages_have_formats_of_their_own() -> None:
    with translation.override("de"):
        assert date_format(NOON, "DATE_FORMAT") == "26. November 2026"
