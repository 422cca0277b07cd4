"""From a bare machine to the first answered comment: ``python -m tests.bare_machine FOLDER``, as root, on Debian.

The machine is a folder with Debian 13 (``debootstrap``), entered by ``chroot``, where ``install.sh`` runs.
There is no systemd in such a folder, so this program starts what the units start; nor is there a public certificate, so
Caddy makes one of its own. Then a browser goes from the printed link to the first answer.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from config.environment import BASE_DIR
from tests import chromium
from tests.browser.desk import wait_until_ready

NAME = "coach.localhost"
HOST = f"{NAME}:8443"
URL = f"https://{HOST}"
# Browsers know that such a name is this machine, others need not.
LOCAL_URL = "https://127.0.0.1:8443/"
EMAIL = "mara@coach.example.com"
PASSWORD = "carry it up the hill"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
UNITS = ("sturdy.service", "sturdy-caddy.service")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
# Only this network needs it: a machine of one's own has the certificates that pip brings.
NETWORK = {"SSL_CERT_FILE": CERTIFICATES, "PIP_CERT": CERTIFICATES}
TIMEOUT_MS = 120_000
# In seconds. The first start compresses the static files.
START_TIMEOUT = 600


def make(machine: Path) -> None:
    if not (machine / "usr").exists():
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", "trixie", machine]
        subprocess.run([*command, "http://deb.debian.org/debian"], check=True)
    for name in (CERTIFICATES, "/etc/resolv.conf"):
        (machine / name[1:]).write_bytes(Path(name).read_bytes())


@contextmanager
def entered(machine: Path) -> Iterator[None]:
    mounts = [("proc", machine / "proc", ["-t", "proc"]), ("/dev", machine / "dev", ["--rbind"])]
    for what, where, options in mounts:
        subprocess.run(["mount", *options, what, where], check=True)
    try:
        yield
    finally:
        for _what, where, _options in mounts:
            subprocess.run(["umount", "--lazy", where], check=True)


def copy_source(machine: Path) -> None:
    """What ``git clone`` would bring."""
    target = machine / "root" / "sturdy"
    subprocess.run(["rm", "-rf", target], check=True)
    target.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=BASE_DIR, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", target], input=archive, check=True)


def install(machine: Path) -> str:
    """Run the one command, answer the two questions, and return the link that it prints."""
    command = ["chroot", machine, "/root/sturdy/install.sh"]
    done = subprocess.run(
        command,
        input=f"{URL}\n{EMAIL}\n",
        env={"PATH": PATH, "HOME": "/root", **NETWORK},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    print(done.stdout)
    return next(line for line in done.stdout.splitlines() if line.startswith(f"{URL}/"))


@contextmanager
def started(machine: Path, unit: str, **more: str) -> Iterator[None]:
    """Start what a unit starts, as the site's user, with the settings that it names."""
    lines = (machine / "etc/systemd/system" / unit).read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    settings = (machine / said["EnvironmentFile"][1:]).read_text().splitlines()
    environment = dict(line.split("=", 1) for line in settings if "=" in line and not line.startswith("#"))
    folder = said.get("WorkingDirectory", "/")
    script = f"cd {folder} && exec {said['ExecStart']}"
    rights = [f"--{kind}-caps=+net_bind_service" for kind in ("inh", "ambient") if "AmbientCapabilities" in said]
    user = ["setpriv", "--reuid=sturdy", "--regid=sturdy", "--clear-groups", *rights]
    process = subprocess.Popen(
        ["chroot", machine, *user, "/bin/sh", "-c", script],
        env={"PATH": PATH, "HOME": "/tmp", **environment, **more},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for_site() -> httpx.Response:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            with httpx.Client(verify=False, timeout=60) as client:
                return client.get(LOCAL_URL, headers={"Host": HOST}, extensions={"sni_hostname": NAME})
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def new_page(browser: Browser) -> Page:
    context = browser.new_context(base_url=URL, ignore_https_errors=True)
    context.set_default_timeout(TIMEOUT_MS)
    return context.new_page()


def choose_password(staff: Page, link: str) -> None:
    staff.goto(link)
    staff.get_by_label("Name").fill("Mara Lindt")
    staff.locator("#id_password1").fill(PASSWORD)
    staff.get_by_label("Password again").fill(PASSWORD)
    staff.get_by_role("button", name="Accept and sign in").click()
    expect(staff.get_by_text("The first article")).to_be_visible()


def write_article(staff: Page) -> str:
    staff.goto("/admin/blog/post/add/")
    wait_until_ready(staff)
    staff.keyboard.type("Strong hips")
    staff.keyboard.press("Enter")
    staff.keyboard.type("Hips carry.")
    staff.get_by_role("button", name="Publish…").click()
    staff.get_by_role("button", name="Publish", exact=True).click()
    expect(staff.get_by_text("It is public.")).to_be_visible()
    return "/strong-hips/"


def comment(reader: Page, article: str) -> None:
    reader.goto(article)
    reader.get_by_label("Comment", exact=False).and_(reader.locator("textarea")).fill("Where do I begin?")
    reader.get_by_role("textbox", name="Name").fill("Kim")
    reader.get_by_label("E-mail").fill("kim@example.org")
    reader.get_by_role("button", name="Send").click()
    expect(reader.get_by_text("awaiting moderation")).to_be_visible()


def answer(staff: Page) -> None:
    staff.goto("/admin/")
    staff.locator("summary", has_text="Answer").click()
    staff.get_by_label("Your answer").fill("Three sets of five.")
    staff.get_by_role("button", name="Approve and answer").click()
    expect(staff.get_by_role("button", name="Undo")).to_be_visible()


def main(machine: Path) -> None:
    make(machine)
    with ExitStack() as stack:
        stack.enter_context(entered(machine))
        copy_source(machine)
        begun = time.monotonic()

        def say(what: str) -> None:
            print(f"{(time.monotonic() - begun) / 60:5.1f} min  {what}", flush=True)

        link = install(machine)
        say("installed: 1 command, 2 questions")
        stack.enter_context(started(machine, "sturdy.service"))
        data = {"XDG_DATA_HOME": "/var/lib/sturdy/caddy", "XDG_CONFIG_HOME": "/var/lib/sturdy/caddy"}
        stack.enter_context(started(machine, "sturdy-caddy.service", CADDY_TLS="tls internal", **data))
        response = wait_for_site()
        say(f"answers with {response.status_code} and alt-svc: {response.headers.get('alt-svc')}")
        expect.set_options(timeout=TIMEOUT_MS)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        staff, reader = new_page(browser), new_page(browser)
        choose_password(staff, link)
        say("the owner has a password and is at the first day")
        article = write_article(staff)
        say("the first article is public")
        comment(reader, article)
        say("a reader has commented")
        answer(staff)
        reader.goto(article)
        expect(reader.get_by_text("Three sets of five.")).to_be_visible()
        say("the comment is answered, and the reader sees it")
        browser.close()


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("Run this as root: it enters another root folder.")
    main(Path(sys.argv[1]).absolute())
