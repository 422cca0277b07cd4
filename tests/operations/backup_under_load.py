"""Back up a site while it is written to, and restore it to an empty machine.

    python -m tests.operations.backup_under_load [ROUNDS]

Each round goes on with the site that the one before restored. It ends with an error if a row or a file is missing, or
a page is different.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import BASE_DIR
from operations.backup.kept import backups_in
from tests.operations.machine import Machine
from tests.prepared import copy_site
from tests.served_site import wait_until

# Each transaction writes a comment and a file, which belong together; some twenty a second, so that the backup gets on.
WRITE = """
import time
from itertools import count
from django.db import transaction
from blog.models import Post
from tests.factories import *
post, first = Post.objects.order_by("pk").first(), Comment.objects.count()
for number in count(first):
    with transaction.atomic():
        make_comment(post, state="approved", text=f"Comment {{number}}")
        make_document(f"{{number}}.pdf", f"%PDF-1.7 {{number}}".encode())
    with open({written!r}, "a") as file:
        print(number, file=file)
    time.sleep(0.05)
"""
MADE = """
from tests.factories import *
make_post("bird-dog")
"""


@contextmanager
def written_to(machine: Machine, written: Path) -> Iterator[None]:
    """Let another process write. ``written`` has a line with the number of each transaction."""
    program = WRITE.format(written=str(written))
    command = [sys.executable, BASE_DIR / "manage.py", "shell", "--no-imports", "-c", program]
    with subprocess.Popen(command, cwd=BASE_DIR, env=machine.environment) as writer:
        try:
            wait_until(lambda: _lines(written) != [] or writer.poll() is not None)
            assert writer.poll() is None
            yield
            assert writer.poll() is None
        finally:
            writer.kill()


def back_up_and_compare(site: Machine, folder: Path) -> int:
    """Back up ``site`` while it is written to, and restore it to ``folder``. Returns the number of files there."""
    written = site.folder / "written"
    with written_to(site, written):
        before = _lines(written)[-1]
        # With the trial, which compares pages with those of the moment of the backup.
        assert "0 rows missing" in site.manage("backup")
    restored = Machine(folder).with_static_files_of(site)
    assert " 0 missing" in restored.manage("restore", str(site.backups))
    numbers = {
        text.split()[1] for (text,) in restored.select("SELECT text FROM comments_comment WHERE text LIKE 'Com%'")
    }
    files = dict(restored.select("SELECT name, file FROM media_document WHERE name <> 'plan'"))
    assert numbers == files.keys()
    assert before in numbers
    for name, file in files.items():
        assert (restored.folder / "private" / file).read_bytes() == f"%PDF-1.7 {name}".encode()
    with zipfile.ZipFile(backups_in(site.backups)[0]) as archive:
        pages = json.loads(archive.read("manifest.json"))["pages"]
    assert restored.contents("--no-trial")["pages"] == pages != {}
    return len(numbers)


def _lines(file: Path) -> list[str]:
    """Return the lines that are written to their ends."""
    text = file.read_text() if file.exists() else ""
    return text[: text.rfind("\n") + 1].split()


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as place:
        site = Machine(copy_site(Path(place, "0")))
        site.run(MADE)
        for number in range(1, rounds + 1):
            folder = Path(place, str(number))
            print(f"{number}: {back_up_and_compare(site, folder)} rows and files, pages equal", flush=True)
            last, site = site, Machine(folder)
            if number > 1:
                shutil.rmtree(last.folder)


if __name__ == "__main__":
    main()
