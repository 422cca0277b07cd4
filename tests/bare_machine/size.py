"""What the installed site carries on one core and 512 MB: ``python -m tests.bare_machine.size FOLDER [MB]``.

Run it as root, on a folder in which ``python -m tests.bare_machine`` has ended. Its machine boots with one core and
what a kernel leaves of so much memory. Readers come through Caddy, over TLS. CPU counts, because it holds on a busy
computer: "a second" is a second of the core that the machine's programs had.
"""

import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Event, Thread

import httpx
from PIL import Image
from playwright.sync_api import expect

from tests.bare_machine import visit
from tests.bare_machine.limits import MB, Limits
from tests.bare_machine.machine import Machine, booted, release

SOLD, KERNEL = 512, 62
PAGES, COMMENTS, READERS, WRITERS = 16_000, 300, 16, 8
PHOTO = (6000, 4000)
UNSCREENED = "from comments.models import Comment; print(Comment.objects.exclude(screening_due_at=None).count())"
UNRENDERED = "from media.models import Picture; print(Picture.objects.due_for_rendering().count())"
# 0 once a backup after the one with this key has ended, and 1 before.
TRIED = """
from operations.models import BackupRun
print(0 if BackupRun.objects.filter(pk__gt=%s, ended_at__isnull=False) else 1)
"""
BACK_UP = "from operations.tasks import back_up; back_up.enqueue()"
INSIDE = "systemd-run --quiet --pipe --wait --collect".split()


class Watch:
    """The highest use of memory, and the CPU since it began."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.peak = 0
        self.cpu = limits.cpu_seconds()
        self.over = Event()

    def look(self) -> None:
        while not self.over.wait(0.05):
            self.peak = max(self.peak, self.limits.used())

    def seconds(self) -> float:
        return self.limits.cpu_seconds() - self.cpu


@contextmanager
def measured(limits: Limits, name: str, count: int = 1) -> Iterator[None]:
    watch, killed = Watch(limits), limits.killed()
    thread = Thread(target=watch.look)
    thread.start()
    try:
        yield
    finally:
        watch.over.set()
        thread.join()
    seconds = watch.seconds()
    rate = f"{count / seconds:7.0f} a second" if count > 1 else f"{seconds:7.1f} s of CPU"
    ended = f", {limits.killed() - killed} programs ended for want of memory" if limits.killed() > killed else ""
    print(f"{name:44} {rate:18} peak {watch.peak:4} MB{ended}", flush=True)


def read(_reader: int) -> None:
    with httpx.Client(base_url=visit.LOCAL_URL, timeout=600, **visit.OPTIONS) as client:
        for _number in range(PAGES // READERS):
            client.get(visit.ARTICLE).raise_for_status()


def write(number: int) -> None:
    """One comment, of a reader with an address, a network and a connection of her own."""
    transport = httpx.HTTPTransport(local_address=f"127.9.{number // 250}.{1 + number % 250}", verify=False)
    form = {"name": "Nadia", "email": f"reader{number}@example.org", "text": f"My knee is better since week {number}."}
    headers = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=visit.LOCAL_URL, timeout=600, transport=transport, **visit.OPTIONS) as client:
        response = client.post(f"{visit.ARTICLE}comments/new/", data=form, headers=headers)
    if response.status_code != httpx.codes.SEE_OTHER:
        raise SystemExit(f"A comment was answered with {response.status_code}.")


def in_parallel(act: Callable[[int], None], times: int, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(act, range(times)))


def shell(machine: Machine, program: str) -> str:
    """Run a program of the site outside of the limits."""
    return machine.run("sturdy", "manage", "shell", "--no-imports", "--command", program).strip()


def await_none(machine: Machine, program: str) -> None:
    """Wait until what the program counts is done."""
    while shell(machine, program) != "0":
        time.sleep(5)


def upload_a_photo() -> None:
    with visit.opened_browser() as browser, NamedTemporaryFile(suffix=".jpg") as file:
        buffer = io.BytesIO()
        Image.effect_noise((PHOTO[0] // 8, PHOTO[1] // 8), 60).resize(PHOTO).convert("RGB").save(buffer, "JPEG")
        file.write(buffer.getvalue())
        file.flush()
        staff = visit.new_page(browser)
        visit.sign_in(staff)
        staff.goto("/admin/media/picture/")
        staff.get_by_label("Add pictures").set_input_files(file.name)
        expect(staff.locator("main img").first).to_be_visible()


def carry(machine: Machine, limits: Limits) -> None:
    """What readers and the coach do."""
    with measured(limits, "At rest for 20 s"):
        time.sleep(20)
    with measured(limits, "The page of an article", PAGES):
        in_parallel(read, READERS, READERS)
    with measured(limits, "Comments, each on a connection of its own", COMMENTS):
        in_parallel(write, COMMENTS, WRITERS)
    with measured(limits, "… until all of them are screened"):
        await_none(machine, UNSCREENED)
    with measured(limits, "A photo of 24 megapixels, in all its sizes"):
        upload_a_photo()
        await_none(machine, UNRENDERED)


def look_after(machine: Machine, limits: Limits) -> None:
    """What the machine does at night, and an administrator by hand."""
    newest = shell(machine, "from operations.models import BackupRun; print(BackupRun.objects.latest('pk').pk)")
    with measured(limits, "The backup of the night, tried out"):
        shell(machine, BACK_UP)
        await_none(machine, TRIED % newest)
    with measured(limits, "A backup by hand, tried out"):
        machine.run(*INSIDE, "sturdy", "manage", "backup", check=False)
    release(machine, f"99.{int(time.time())}.0")
    with measured(limits, "An update, from the release to its answer"):
        machine.run("systemctl", "start", "sturdy-update.service", check=False)


def main(root: Path, memory: int) -> None:
    limits = Limits((memory - KERNEL) * MB)
    try:
        with booted(root, limits) as machine:
            visit.wait_for_site()
            carry(machine, limits)
            look_after(machine, limits)
    finally:
        limits.remove()


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("Run this as root: it boots another system in a folder.")
    main(Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else SOLD)
