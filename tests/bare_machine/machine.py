"""A Debian with systemd as its first process, in a folder. Its network alone is that of the machine around it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import BASE_DIR
from tests.bare_machine.limits import Limits

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
# Only this network needs it: a machine of one's own has the certificates that pip brings.
NETWORK = {"SSL_CERT_FILE": CERTIFICATES, "PIP_CERT": CERTIFICATES}
PACKAGES = "ca-certificates,dbus,git,systemd-sysv"
# What a kernel has ready before systemd begins.
BOOT = """
set -eu
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for folder in run dev tmp; do mount -t tmpfs tmpfs $folder; done
chmod 1777 tmp
for name in null zero full random urandom tty; do
    touch dev/$name
    mount --bind /dev/$name dev/$name
done
ln -s /proc/self/fd dev/fd
mkdir -p dev/pts dev/shm old
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
pivot_root . old
umount -l /old
exec env -i container=folder PATH="$2" /sbin/init --log-target=null
"""
NAMESPACES = ["unshare", *"--pid --fork --mount --propagation=private --cgroup --ipc --uts".split()]
# In seconds. The machine may be busy.
BOOT_TIMEOUT, STOP_TIMEOUT = 120, 120


class Machine:
    """A running one. ``root`` is its folder."""

    def __init__(self, root: Path, outer: "subprocess.Popen[bytes]") -> None:
        self.root = root
        self.outer = outer

    @property
    def init(self) -> str:
        """The first process, as this machine counts."""
        return Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children").read_text().strip()

    def run(self, *command: str, answers: str = "", check: bool = True) -> str:
        """Run a command as root, and return what it printed."""
        inside = ["nsenter", f"--target={self.init}", *"--mount --pid --uts --ipc --cgroup --root --wd".split()]
        done = subprocess.run(
            [*inside, *command],
            input=answers,
            env={"PATH": PATH, "HOME": "/root", **NETWORK},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if check and done.returncode:
            raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def is_active(self, unit: str) -> bool:
        return self.run("systemctl", "is-active", unit, check=False).strip() == "active"


def make(root: Path) -> None:
    """Install Debian 13 in a folder, if it is not there yet."""
    if not (root / "sbin/init").exists():
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "trixie", root]
        subprocess.run([*command, "http://deb.debian.org/debian"], check=True)
    for name in (CERTIFICATES, "/etc/resolv.conf"):
        (root / name[1:]).write_bytes(Path(name).read_bytes())


@contextmanager
def booted(root: Path, limits: Limits | None = None) -> Iterator[Machine]:
    outer = subprocess.Popen(
        [*NAMESPACES, "sh", "-c", BOOT, "boot", root, PATH],
        stdout=subprocess.DEVNULL,
        preexec_fn=limits.join if limits else None,
    )
    machine = Machine(root, outer)
    try:
        _await_boot(machine)
        machine.run("systemctl", "set-environment", *(f"{name}={value}" for name, value in NETWORK.items()))
        yield machine
    finally:
        machine.run("systemctl", "poweroff", check=False)
        try:
            outer.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.kill(int(machine.init), signal.SIGKILL)
            outer.wait()


def _await_boot(machine: Machine) -> None:
    deadline = time.monotonic() + BOOT_TIMEOUT
    while machine.outer.poll() is None and time.monotonic() < deadline:
        # "degraded" is what a folder is: some units want hardware.
        if machine.init and machine.run("systemctl", "is-system-running", check=False).strip() in {
            "running",
            "degraded",
        }:
            return
        time.sleep(0.2)
    raise SystemExit("The machine did not boot.")


def copy_source(machine: Machine) -> None:
    """What ``git clone`` brings, from a repository in the machine in which releases can be made."""
    machine.run("rm", "-rf", "/root/origin", "/root/sturdy", "/root/machine-before")
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", BASE_DIR, machine.root / "root/origin"], check=True)
    machine.run("git", "clone", "--quiet", "/root/origin", "/root/sturdy")


def release(machine: Machine, version: str) -> None:
    """Make a release in the repository that the machine was installed from."""
    project = machine.root / "root/origin/pyproject.toml"
    lines = project.read_text().splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith("version = "))
    lines[number] = f'version = "{version}"'
    project.write_text("\n".join(lines) + "\n")
    git = ["git", "-C", "/root/origin", "-c", "user.name=Release", "-c", "user.email=release@example.org"]
    machine.run(*git, "commit", "--quiet", "--all", "--message", f"Release {version}")
    machine.run(*git, "tag", f"v{version}")
