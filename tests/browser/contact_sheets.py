"""Every kind of page as pictures, to look at: ``python -m tests.browser.contact_sheets URL FOLDER [PATH …]``.

``URL`` is a running sample site (``make run``). Links are followed, and one page of each route becomes a sheet in
``FOLDER``: three widths, light above dark. With paths, only these are opened.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import chromium

WIDTHS = (360, 768, 1440)
# Pixels of a page, from its top; of one in the dark, fewer are enough.
MOST = {"light": 1900, "dark": 1000}
SCALE = 0.55
GAP = 12
GROUND = "#808080"
# In milliseconds.
PATIENCE = 120_000
UNLINKED = ("/", "/admin/", "/no-such-page/", "/search/?q=hip+clicks", "/search/?q=zebra", "/apply/of-nobody/")
NO_PAGE = re.compile(r"/(media|static|go|logout|feed|file|csv|export)/|\.\w{2,5}$")


def main(url: str, folder: Path, paths: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        page = browser.new_page(base_url=url)
        page.set_default_timeout(PATIENCE)
        sign_in(page)
        for path in paths or find_kinds(page):
            page.goto(path)
            name = re.sub(r"[^\w-]+", "_", path).strip("_") or "front"
            sheet(page).save(folder / f"{name}.png")
            print(path, flush=True)
        browser.close()


def sign_in(page: Page) -> None:
    from demo.site import MARA, PASSWORD

    page.goto("/admin/login/")
    page.locator("[name=login]").fill(MARA.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/admin/")


def find_kinds(page: Page) -> Iterator[str]:
    """Yield one path of each route, found by links. The page is left at each of them."""
    waiting, kinds = list(UNLINKED), {kind_of(path) for path in UNLINKED}
    while waiting:
        path = waiting.pop(0)
        yield path
        for link in page.locator("a[href]").all():
            found = urlsplit(urljoin(page.url, link.get_attribute("href") or ""))
            kind = kind_of(found.path)
            if found.netloc == urlsplit(page.url).netloc and kind not in kinds and not NO_PAGE.search(found.path):
                kinds.add(kind)
                waiting.append(found.path)


def kind_of(path: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return path


def sheet(page: Page) -> Image.Image:
    rows = [[shot(page, width, scheme) for width in WIDTHS] for scheme in MOST]
    heights = [max(one.height for one in row) for row in rows]
    width = sum(one.width + GAP for one in rows[0])
    made = Image.new("RGB", (width, sum(heights) + GAP), GROUND)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        left = 0
        for one in row:
            made.paste(one, (left, top))
            left += one.width + GAP
        top += height + GAP
    return made


def shot(page: Page, width: int, scheme: str) -> Image.Image:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    height = min(MOST[scheme], int(page.evaluate("document.documentElement.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": width, "height": max(height, 100)}
    taken = page.screenshot(full_page=True, clip=clip, animations="disabled")
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    return image.resize((round(image.width * SCALE), round(image.height * SCALE)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
