"""Add many photos to the library over a slow connection that breaks: ``python -m tests.performance.slow_uploads``.

It serves the sample site, and a real browser reaches it through a proxy that lets a part of a second's bytes through at
a time and drops connections. ``PHOTOS=50 MEGABYTES=12 BYTES_PER_SECOND=2000000 BREAK_AFTER=6000000`` are the defaults.
The exit status is 1 if a photo is missing, is there twice or was given up.
"""

import asyncio
import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.served_site import ServedSite, free_port

PHOTOS = int(os.environ.get("PHOTOS", "50"))
MEGABYTES = float(os.environ.get("MEGABYTES", "12"))
BYTES_PER_SECOND = int(os.environ.get("BYTES_PER_SECOND", "2000000"))
# A connection is dropped after about so many bytes, in the middle of whatever is sent.
BREAK_AFTER = int(os.environ.get("BREAK_AFTER", "6000000"))
PIECE = 16 * 1024
LIST = "/admin/media/picture/"


class BadConnection:
    """A proxy to ``port`` on this machine."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.drops = 0
        self.lock = asyncio.Lock()
        self.chance = random.Random(1)

    def start(self) -> None:
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()

    async def _serve(self) -> None:
        async with await asyncio.start_server(self._connect, "127.0.0.1", self.port) as server:
            await server.serve_forever()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
            left = int(self.chance.expovariate(1 / BREAK_AFTER)) + PIECE
            sending = asyncio.create_task(self._send(reader, back, left, writer))
            with suppress(OSError):
                while data := await there.read(PIECE):
                    writer.write(data)
                    await writer.drain()
            sending.cancel()
            for stream in (writer, back):
                stream.close()

    async def _send(
        self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, left: int, client: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(PIECE):
                async with self.lock:  # All connections share the line.
                    await asyncio.sleep(len(data) / BYTES_PER_SECOND)
                left -= len(data)
                if left < 0:
                    self.drops += 1
                    for stream in (back, client):
                        stream.transport.abort()
                    return
                back.write(data)
                await back.drain()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sturdy-uploads-") as folder:
        photos = [make_photo(Path(folder) / f"photo-{number}.jpg", number) for number in range(PHOTOS)]
        site = ServedSite(Path(folder) / "data", DEMO="1")
        try:
            site.started()
            connection = BadConnection(site.port)
            connection.start()
            return upload(site, connection, photos)
        finally:
            site.end()


def make_photo(file: Path, number: int) -> Path:
    """A JPEG of about ``MEGABYTES``, different from all others."""
    side = int((MEGABYTES * 1_000_000 / 0.83) ** 0.5)
    picture = Image.effect_noise((side, side), 60)
    picture.paste(number * 4 % 256, (0, 0, 400, 400))
    picture.convert("RGB").save(file, "JPEG", quality=93)
    return file


def upload(site: ServedSite, connection: BadConnection, photos: list[Path]) -> int:
    began = time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.find()), args=chromium.arguments())
        page = browser.new_page()
        sign_in(page, site.url)  # Cookies do not depend on the port.
        page.goto(f"{connection.url}{LIST}")
        page.get_by_label("Add pictures").set_input_files(photos)
        given_up, peak = wait(page, site)
        browser.close()
    seconds = time.monotonic() - began
    with closing(sqlite3.connect(site.data_dir / "db.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM media_picture WHERE name LIKE 'photo-%'")]
    size = sum(photo.stat().st_size for photo in photos) / 1_000_000
    print(
        f"{len(photos)} photos of {size / len(photos):.1f} MB in {seconds:.0f} s, "
        f"{connection.drops} connections dropped, peak {peak} MB"
    )
    print(f"{len(names)} pictures, {len(set(names))} different; {given_up} given up and tried again")
    return int(sorted(names) != sorted(photo.name for photo in photos))


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/")
    page.locator("[name=login]").fill("mara@sturdy.example")
    page.locator("[name=password]").fill("carry the shopping home")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/admin/")


def wait(page: Page, site: ServedSite) -> tuple[int, int]:
    """Wait until all are added, and press each button "Try again".

    Return how many there were, and the most memory in MB that a process of the site had.
    """
    given_up = peak = 0
    while page.locator("[data-summary]").text_content() != f"{PHOTOS} of {PHOTOS} are added.":
        for button in page.locator("[data-retry]:visible").all():
            given_up += 1
            button.click()
        peak = max(peak, *(process.memory_info().rss // 1_000_000 for process in site.processes()))
        print(f"\r{page.locator('[data-summary]').text_content()} {peak} MB", end="", flush=True)
        page.wait_for_timeout(2000)
    print()
    return given_up, peak


if __name__ == "__main__":
    sys.exit(main())
