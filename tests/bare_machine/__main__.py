"""The life of an installed site, from a bare machine on: ``python -m tests.bare_machine FOLDER``, as root, on Debian.

The folder becomes a Debian with systemd as its first process (``tests.bare_machine.machine``), where ``install.sh``
runs. A browser goes from the printed link to the first answered comment. Then the machine is restarted, updated as the
timer does it, brought back, given up, and its site is moved to another one, as ``docs/production.md`` says it. Readers
read and comment meanwhile. It takes ten minutes, and the machine stays in the folder.
"""

import os
import shutil
import sys
import time
from pathlib import Path

from tests.bare_machine import visit
from tests.bare_machine.machine import Machine, booted, copy_source, make, release
from tests.operations.traffic import Traffic

UNITS = ("sturdy.service", "sturdy-caddy.service")
TIMER, UPDATE = "sturdy-update.timer", "sturdy-update.service"
NEW_VERSION = "99.0.0"
DATA, BEFORE = "/var/lib/sturdy", "/root/machine-before"


class Story:
    def __init__(self) -> None:
        self.begun = time.monotonic()

    def say(self, what: str) -> None:
        print(f"{(time.monotonic() - self.begun) / 60:5.1f} min  {what}", flush=True)


def check(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"This does not hold: {what}")


def install(machine: Machine) -> str:
    """Run the one command, answer the two questions, and return the link that it prints."""
    printed = machine.run("/root/sturdy/install.sh", answers=f"{visit.URL}\n{visit.EMAIL}\n")
    for unit in (*UNITS, TIMER):
        check(machine.is_active(unit), f"{unit} is active")
    return next(line for line in printed.splitlines() if line.startswith(f"{visit.URL}/"))


def first_answer(machine: Machine, story: Story) -> None:
    link = install(machine)
    story.say("installed: 1 command, 2 questions; systemd runs the site, Caddy and the timer")
    response = visit.wait_for_site()
    story.say(f"answers with {response.status_code} and alt-svc: {response.headers.get('alt-svc')}")
    with visit.opened_browser() as browser:
        staff, reader = visit.new_page(browser), visit.new_page(browser)
        visit.choose_password(staff, link)
        story.say("the owner has a password and is at the first day")
        visit.write_article(staff)
        story.say("the first article is public")
        visit.comment(reader)
        story.say("a reader has commented")
        visit.answer(staff)
    check(visit.is_answered(), "readers see the answer")
    story.say("the comment is answered, and the reader sees it")


def version(machine: Machine) -> str:
    return machine.run("readlink", "/opt/sturdy/current").strip().rpartition("/")[2]


def replace(machine: Machine, story: Story) -> None:
    """Bring a release, as the timer does it, and go back."""
    before = version(machine)
    release(machine, NEW_VERSION)
    paths = ("/", visit.ARTICLE, "/articles/")
    with Traffic(visit.LOCAL_URL, visit.ARTICLE, paths, **visit.OPTIONS) as traffic:
        for command in (["systemctl", "start", UPDATE], ["sturdy", "back"]):
            answered = traffic.answered.total()
            machine.run(*command)
            story.say(
                f"{' '.join(command)}: {version(machine)}; {traffic.answered.total() - answered} requests meanwhile"
            )
            if command[0] == "systemctl":
                check(version(machine).startswith(NEW_VERSION), "the release serves")
    story.say(f"{traffic.answered['comment']} comments sent; failed requests: {traffic.failed or 'none'}")
    check(not traffic.failed, "no request failed")
    check(version(machine) == before, "the version before serves")
    check(not machine.is_active(TIMER), "no updates at night after going back")


def uninstall(machine: Machine, story: Story) -> None:
    machine.run("systemctl", "stop", "sturdy")
    machine.run("sturdy", "manage", "backup")
    story.say(machine.run("sturdy", "uninstall").strip())
    check(not any(machine.is_active(unit) for unit in (*UNITS, TIMER)), "nothing of it runs")
    check(not (machine.root / "opt/sturdy").exists(), "the code is gone")
    left = machine.run("find", DATA, "/etc", "/var/lib/private", "-maxdepth", "1", "-path", "*sturdy*")
    story.say(f"left: {' '.join(sorted(left.split()))}")


def move(machine: Machine, story: Story) -> None:
    """Go on as on another machine: nothing of the old one is there but a copy of its data."""
    machine.run("mv", DATA, BEFORE)
    machine.run("sh", "-c", "rm -r /etc/sturdy*.env /var/lib/private/sturdy-caddy; userdel sturdy")
    install(machine)
    machine.run("systemctl", "stop", "sturdy")
    machine.run("cp", "-r", f"{BEFORE}/backups", f"{BEFORE}/secret-key", DATA)
    machine.run("chown", "-R", "sturdy:sturdy", DATA)
    machine.run("sturdy", "manage", "restore", "--replace")
    machine.run("systemctl", "start", "sturdy")
    check(visit.is_answered(), "the answer is there on the new machine")
    with visit.opened_browser() as browser:
        visit.sign_in(visit.new_page(browser))
    story.say("moved to another machine: the answer is there, and the owner signs in with her password")


def main(root: Path) -> None:
    make(root)
    with booted(root) as machine:
        copy_source(machine)
        story = Story()
        first_answer(machine, story)
    with booted(root) as machine:
        check(visit.is_answered(), "the site starts with the machine")
        story.say("the machine was restarted, and the site answers by itself")
        replace(machine, story)
        uninstall(machine, story)
        move(machine, story)
    story.say("done")


if __name__ == "__main__":
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        sys.exit("Run this as root, with debootstrap: it boots another system in a folder.")
    main(Path(sys.argv[1]).absolute())
