"""``import_podcast`` with SIGKILL: ``python -m tests.wordpress.killed_import FEED STEP``.

The import runs in one process after the other. Each is killed ``STEP`` moments later than the one before, until one
comes to its end; with 0, the first one does. A moment is a statement that writes, a connection, or a file that is
written, renamed or removed. Prints the number of kills, then all that the import has made.
"""

import os
import signal
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE")
EVENTS = ("socket.connect", "os.rename", "os.remove", "os.mkdir", "os.rmdir")


def main(feed: str, step: int) -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection

    from core.migrating import migrate
    from core.outbound import safe_connections
    from tests.factories import make_coach
    from tests.prepared import copy_database

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    copy_database(Path(settings.DATABASES["default"]["NAME"]))
    migrate()
    make_coach()
    connection.close()
    safe_connections.ALLOWED_NETWORKS = [ip_network("127.0.0.2/31")]
    kills = 0
    while step and is_killed(feed, step * (kills + 1)):
        kills += 1
    if not step:
        import_all(feed)
    print(kills)
    print(everything())


def is_killed(feed: str, moments: int) -> bool:
    """Run the import in a process that is killed after so many moments, and tell whether it was."""
    if process := os.fork():
        status = os.waitpid(process, 0)[1]
        assert status in (0, signal.SIGKILL), f"The import ended with {status}"
        return status == signal.SIGKILL
    Moments(moments)
    import_all(feed)
    os._exit(0)


class Moments:
    """Kills this process after so many."""

    def __init__(self, left: int) -> None:
        from django.db import connection

        self.left = left
        sys.addaudithook(self.hear)
        connection.ensure_connection()
        connection.execute_wrappers.append(self.execute)

    def execute(self, execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(WRITES):
            self.pass_by()
        return execute(sql, *rest)

    def hear(self, event: str, values: tuple[Any, ...]) -> None:
        opens_to_write = event == "open" and isinstance(values[2], int) and values[2] & (os.O_WRONLY | os.O_RDWR)
        if event in EVENTS or opens_to_write:
            self.pass_by()

    def pass_by(self) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def import_all(feed: str) -> None:
    with Path(os.devnull).open("w") as nowhere:
        call_command("import_podcast", feed, audio="fetch", stdout=nowhere)


def everything() -> list[tuple[Any, ...]]:
    """All that an import has made, in rows and in files."""
    from django.conf import settings

    from media.models import Picture
    from podcast.imports.audio import downloads_folder
    from podcast.models import Episode, Show

    rows = Episode.objects.order_by("guid").select_related("post__address")
    columns = "guid size media_type duration address transcript chapters".split()
    media = Path(settings.MEDIA_ROOT)
    found: list[tuple[Any, ...]] = [
        (one.post.slug, one.post.title, one.audio.name, *(getattr(one, name) for name in columns)) for one in rows
    ]
    found += [(str(path.relative_to(media)), path.read_bytes()) for path in sorted(media.glob("podcast/**/*.mp3"))]
    found += [(picture.digest, picture.width) for picture in Picture.objects.all()]
    return [*found, (Show.load().title, bool(Show.load().picture), downloads_folder().exists())]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
