"""A backup is restored on the other database, and one of that on the first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import postgres
from tests.operations.machine import Machine

pytestmark = pytest.mark.process


@contextmanager
def postgres_database() -> Iterator[str]:
    with postgres.server() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE site")
        yield url.replace("/postgres?", "/site?")


def test_to_postgresql_and_back(site: Machine, tmp_path: Path) -> None:
    expected = site.contents("--no-trial")
    with postgres_database() as url:
        large = Machine(tmp_path / "large", DATABASE_URL=url).with_static_files_of(site)
        large.manage("restore", str(site.backups))
        # With the trial, which is on SQLite.
        assert large.contents() == expected
        small = Machine(tmp_path / "small").with_static_files_of(site)
        small.manage("restore", str(large.backups))
        assert small.contents("--no-trial") == expected
        assert len(expected["pages"]) == 4
        # New rows get new ids, and a site that is replaced is kept.
        large.run(
            "from blog.models import Post; from tests.factories import *; make_comment(Post.objects.get(), text='New')"
        )
        assert "There is a site already" in large.manage("restore", str(site.backups), fails=True)
        large.manage("restore", "--replace", str(site.backups))
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_%'").fetchall()
            assert connection.execute("SELECT count(*) FROM comments_comment").fetchone() == (2,)
            assert connection.execute(f"SELECT count(*) FROM {found[0][0]}.comments_comment").fetchone() == (3,)
    assert len([path for path in (small.folder / "media").rglob("*") if path.is_file()]) == 1
