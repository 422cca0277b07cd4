"""Accidents while somebody writes at the desk, in a real browser. Each is drawn from a seed, and tells what was lost.

Whoever writes types words that exist once. Afterwards each word that was typed at least ``KEPT_AFTER`` before the
accident must be in a stored version, and readers must see what was published.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer

from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from accounts.models import User
from blog.models import Post, Revision
from tests.browser.conftest import SignIn
from tests.browser.desk import click_at_end, text_of, wait_for_place, wait_until_ready, wait_until_saved
from tests.browser.killable_server import KillableServer
from tests.factories import make_post

# In seconds. What is promised is two; the device has it much earlier.
KEPT_AFTER = 0.5
PUBLIC = "<p>What readers see.</p>"
SAVE = "**/save/"


@dataclass
class Story:
    """One accident: what was typed, and what came of it."""

    kind: str
    seed: int
    typed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.lost and not self.overwritten


@dataclass(frozen=True)
class Writer:
    """Somebody with a device of their own, which is there before an accident and after it."""

    user: User
    device: BrowserContext


class Accident:
    """The desk of one article, which is public or a draft, with a coach in front of it."""

    def __init__(self, kind: str, seed: int, sign_in: SignIn, coach: Writer, colleague: Writer) -> None:
        self.story = Story(kind, seed)
        self.chance = random.Random(f"{kind} {seed}")
        self.sign_in, self.coach, self.colleague = sign_in, coach, colleague
        self.is_public = self.chance.random() < 0.5
        state = Post.State.PUBLISHED if self.is_public else Post.State.DRAFT
        self.post = make_post(f"{kind.replace('_', '-')}-{seed}", body=PUBLIC, state=state, author=coach.user)
        self.server: KillableServer | None = None
        self.page = self.open(coach)

    def open(self, writer: Writer) -> Page:
        """Open the desk on the device of somebody, who signs in first."""
        self.sign_in(writer.device, writer.user)
        return self.open_tab(writer.device)

    def open_tab(self, device: BrowserContext) -> Page:
        page = device.new_page()
        site = self.server.url if self.server else ""
        page.goto(f"{site}/admin/blog/post/{self.post.pk}/change/")
        wait_until_ready(page)
        return page

    def type(self, page: Page | None = None) -> None:
        """Type some words at the end of the text."""
        page = page or self.page
        click_at_end(page)
        for _ in range(self.chance.randint(1, 4)):
            word = f"w{self.story.seed}n{len(self.story.typed)}x"
            page.keyboard.type(f"{word} ")
            self.story.typed.append(word)

    def pause(self, least: float, most: float) -> None:
        self.page.wait_for_timeout(1000 * self.chance.uniform(least, most))

    def kill_tab(self) -> None:
        """End the process of the page. What was typed until now had been typed long enough ago."""
        self.page.wait_for_timeout(1000 * KEPT_AFTER)
        context = self.page.context
        with suppress(Error):
            self.page.goto("chrome://crash", timeout=2000)
        self.page.close()
        self.page = self.open_tab(context)

    def choose_text(self, page: Page) -> bool:
        """Two texts are shown: take one of them, and tell whether it was the one of this page."""
        page.get_by_role("button", name="Show both").click()
        dialog = page.locator("#conflict")
        is_mine = self.chance.random() < 0.5
        dialog.get_by_role("button", name="Go on with mine" if is_mine else "Take the other").click()
        wait_until_saved(page)
        return is_mine

    def finish(self) -> Story:
        """Find out what was lost: only versions count. What was not published must not be public."""
        stored = [str(version.content.get("body", "")) for version in Revision.objects.filter(post=self.post)]
        self.story.lost = [word for word in self.story.typed if not any(word in body for body in stored)]
        body = Post.objects.get(pk=self.post.pk).body
        if self.is_public and body != PUBLIC:
            self.story.overwritten.append(f"readers see {body}")
        for writer in (self.coach, self.colleague):
            for page in writer.device.pages:
                page.close()
        if self.server:
            self.server.kill()
        return self.story


def tab_killed(accident: Accident) -> None:
    accident.type()
    accident.pause(0, 1.5)
    accident.type()
    accident.kill_tab()


def killed_while_offline(accident: Accident) -> None:
    """The network is gone, then the tab too."""
    context = accident.page.context
    accident.type()
    context.set_offline(True)
    accident.type()
    accident.pause(0, 1)
    context.set_offline(False)
    accident.page.route(SAVE, lambda route: route.abort())
    accident.kill_tab()


def server_killed(accident: Accident) -> None:
    """The process of the server is killed, half of the times while it saves, and started again on the same port."""
    accident.server = server = KillableServer().start()
    accident.page.close()
    accident.page = page = accident.open_tab(accident.coach.device)

    def kill_while_saving(route: Route) -> None:
        killing = Timer(accident.chance.uniform(0, 0.1), server.kill)
        killing.start()
        route.continue_()
        killing.join()

    accident.type()
    if accident.chance.random() < 0.5:
        page.route(SAVE, kill_while_saving, times=1)
        accident.pause(1, 1.5)
    else:
        accident.pause(0, 1.5)
        server.kill()
    accident.type()
    wait_for_place(page, "kept")
    accident.type()
    server.start()
    page.get_by_role("button", name="Try again").click()


def answer_lost(accident: Accident) -> None:
    """The connection is cut in the middle: the server has saved, but its answer does not arrive."""

    def cut(route: Route) -> None:
        with suppress(Error):
            route.fetch()
        route.abort()

    accident.page.route(SAVE, cut, times=accident.chance.randint(1, 2))
    accident.type()
    accident.pause(1, 2)
    accident.type()


def session_ended(accident: Accident) -> None:
    """Signed in again beside it, in another tab."""
    accident.type()
    wait_until_saved(accident.page)
    Session.objects.all().delete()
    accident.type()
    wait_for_place(accident.page, "held")
    accident.type()
    accident.page.get_by_role("button", name="Sign in").click()
    expect(accident.page.get_by_role("dialog", name="You are no longer signed in")).to_be_visible()
    accident.sign_in(accident.coach.device, accident.coach.user)
    accident.coach.device.new_page().goto("/admin/signed-in/")


def two_tabs(accident: Accident) -> None:
    """The second tab saves while the first can't."""
    second = accident.open_tab(accident.page.context)
    accident.page.route(SAVE, lambda route: route.abort())
    accident.type()
    accident.type(second)
    wait_until_saved(second)
    accident.page.unroute(SAVE)
    accident.choose_text(accident.page)


def two_devices(accident: Accident) -> None:
    other = accident.open(accident.colleague)
    accident.type(other)
    wait_until_saved(other)
    accident.type()
    if accident.choose_text(accident.page):
        accident.type(other)
        accident.choose_text(other)


def clock_wrong(accident: Accident) -> None:
    """The clock of the device jumps by years, and the tab is killed."""
    years = accident.chance.choice([-30, -1, 1, 30])
    accident.page.evaluate("years => { const now = Date.now; Date.now = () => now() + years * 31557600000; }", years)
    accident.type()
    accident.page.route(SAVE, lambda route: route.abort())
    accident.type()
    accident.kill_tab()


def disk_full(accident: Accident) -> None:
    """The server can't store anything: the device's copy holds, and the page says so."""
    sentence = {"error": "The server can’t save at the moment."}
    accident.page.route(SAVE, lambda route: route.fulfill(status=503, json=sentence))
    accident.type()
    expect(accident.page.locator("[data-part=place]")).to_contain_text(sentence["error"])
    if accident.chance.random() < 0.5:
        return accident.kill_tab()
    accident.page.unroute(SAVE)
    accident.page.get_by_role("button", name="Try again").click()
    return None


def restored_meanwhile(accident: Accident) -> None:
    """Somebody brings an earlier version back while there is unsaved text."""
    accident.type()
    wait_until_saved(accident.page)
    earlier = Revision.objects.filter(post=accident.post).order_by("pk")[0]
    other = accident.open(accident.colleague)
    accident.page.route(SAVE, lambda route: route.abort())
    accident.type()
    address = f"/admin/blog/post/{accident.post.pk}/versions/{earlier.pk}/restore/"
    token = other.locator("[name=csrfmiddlewaretoken]").first.input_value()
    assert other.request.post(address, form={"csrfmiddlewaretoken": token}).ok
    accident.page.unroute(SAVE)
    accident.choose_text(accident.page)


def undone(accident: Accident) -> None:
    """What was undone stays a version, and can be redone."""
    accident.type()
    wait_until_saved(accident.page)
    text_of(accident.page).press("Control+z")
    accident.pause(0, 1.2)
    text_of(accident.page).press("Control+Shift+z")
    accident.type()


def published_while_saving(accident: Accident) -> None:
    accident.type()
    accident.pause(0, 1.1)
    accident.type()
    accident.page.keyboard.press("Control+Enter")
    dialog = accident.page.get_by_role("dialog", name="Before it goes out")
    dialog.get_by_role("button", name="Publish").or_(dialog.get_by_role("button", name="Update")).click()
    expect(accident.page.get_by_text("It is public.")).to_be_visible()
    body = Post.objects.get(pk=accident.post.pk).body
    accident.story.lost += [word for word in accident.story.typed if word not in body]
    accident.is_public = False  # It had to change.


KINDS: list[Callable[[Accident], None]] = [
    tab_killed,
    killed_while_offline,
    server_killed,
    answer_lost,
    session_ended,
    two_tabs,
    two_devices,
    clock_wrong,
    disk_full,
    restored_meanwhile,
    undone,
    published_while_saving,
]


def run(kind: Callable[[Accident], None], seed: int, sign_in: SignIn, coach: Writer, colleague: Writer) -> Story:
    accident = Accident(kind.__name__, seed, sign_in, coach, colleague)
    kind(accident)
    wait_until_saved(accident.page)
    return accident.finish()
