"""The desk in the browser, for tests: opened, written at, waited for."""

import base64
import io
import time
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.waiting import PAUSE, wait_for

TEXT = "#text > .tiptap"

IS_AT_END = f"""() => {{
  const {{ doc, selection }} = document.querySelector("{TEXT}").editor.state;
  return selection.head >= doc.content.size - 1;
}}"""

TRANSFER = """const transfer = ({ html, text, rtf, files }) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (rtf) data.setData("text/rtf", rtf);
  if (text) data.setData("text/plain", text);
  for (const { name, type, base64 } of files) {
    data.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], name, { type }));
  }
  return data;
};"""
PASTE = f"""(editor, clipboard) => {{
  {TRANSFER}
  const options = {{ clipboardData: transfer(clipboard), bubbles: true, cancelable: true }};
  editor.dispatchEvent(new ClipboardEvent("paste", options));
}}"""
DROP = f"""(target, dropped) => {{
  {TRANSFER}
  const {{ left, top, height }} = target.getBoundingClientRect();
  const place = {{ clientX: left + 20, clientY: top + height / 2 }};
  const options = {{ ...place, dataTransfer: transfer(dropped), bubbles: true, cancelable: true }};
  for (const type of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(type, options));
}}"""

File = dict[str, str]


def photo(name: str = "hip.jpg", colour: str = "tomato") -> File:
    target = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(target, "JPEG")
    return {"name": name, "type": "image/jpeg", "base64": base64.b64encode(target.getvalue()).decode()}


def open_desk(page: Page, entry: Any = None, kind: str = "post") -> None:
    """Open the desk of an article or page, or that of a new one."""
    page.goto(f"/admin/blog/{entry._meta.model_name}/{entry.pk}/change/" if entry else f"/admin/blog/{kind}/add/")
    wait_until_ready(page)


def wait_until_ready(page: Page) -> None:
    wait_for(page, "'ready' in document.documentElement.dataset", seconds=30)


def text_of(page: Page) -> Locator:
    return page.locator(TEXT)


def cards_of(page: Page, kind: str) -> Locator:
    """Return the blocks of a kind in the text, by its label."""
    return text_of(page).get_by_role("group", name=kind, exact=True)


def wait_for_place(page: Page, place: str) -> None:
    """Wait until the text is there: ``saved``, ``kept`` on the device, or ``held`` there until somebody chooses."""
    wait_for(page, "place => document.querySelector('.desk-bar').dataset.place === place", place, seconds=20)


def wait_until_saved(page: Page) -> None:
    wait_for_place(page, "saved")


def paste(page: Page, html: str = "", text: str = "", rtf: str = "", files: list[File] | None = None) -> None:
    text_of(page).evaluate(PASTE, {"html": html, "text": text, "rtf": rtf, "files": files or []})


def drop(target: Locator, *files: File) -> None:
    target.evaluate(DROP, {"html": "", "text": "", "rtf": "", "files": list(files)})


def click_at_end(page: Page) -> None:
    """Put the cursor into the last line."""
    text_of(page).click()
    go_to_end(page)


def go_to_end(page: Page) -> None:
    """Put the cursor to the end of the text. The editor may move it back once, a moment after it has got the focus."""
    end = time.monotonic() + 10
    page.keyboard.press("Control+End")
    while not page.evaluate(IS_AT_END):
        assert time.monotonic() < end, "The cursor does not stay at the end."
        page.wait_for_timeout(1000 * PAUSE)
        page.keyboard.press("Control+End")


def insert(page: Page, words: str) -> None:
    """Choose from the list of what can be put in, by its first words, on the empty line with the cursor."""
    page.keyboard.type(f"/{words}")
    expect(page.locator("#inserter [aria-selected=true]")).to_be_visible()
    page.keyboard.press("Enter")
