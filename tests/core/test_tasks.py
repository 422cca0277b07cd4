import pytest
from django.db import connection

from core.tasks import update_statistics
from tests.factories import make_many_comments, make_post


@pytest.mark.sqlite
@pytest.mark.django_db
def test_statistics_of_the_indexes_are_updated() -> None:
    make_many_comments(make_post(), 50)
    update_statistics.call()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'comment_by_date'")
        assert cursor.fetchall() == [("50 1",)]
