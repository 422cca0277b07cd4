"""Interrupt the import of forty items everywhere, and compare what it ends with when it is run again.

    python -m tests.wordpress.try_faults [SHARE] [KILLS]

Of all statements, files and requests, one of SHARE gets a fault (1: all of them). Then imports in processes of their
own are killed KILLS times (30). The old site is a server on loopback that has troubles of each kind. It ends with an
error if a row or a file differs.
"""

import os
import random
import signal
import subprocess
import sys
import time
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from tests.external_server import ExternalServer
from tests.wordpress.empty_sites import empty_sites

if TYPE_CHECKING:
    from tests.wordpress.faults import Fault

SEED = 14
# In seconds: how long one file may take, and an import that is not killed.
DEADLINE, LONGEST = 2.0, 600.0


def main() -> int:
    numbers = [int(text) for text in sys.argv[1:]]
    share, kills = (*numbers, *(1, 30)[len(numbers) :])
    with empty_sites(is_postgres=False) as sites, sites.site("one") as environment:
        command = [sys.executable, "-m", "tests.wordpress.try_faults", "--try", f"{share}", f"{kills}"]
        return subprocess.run(command, env=environment).returncode


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from core.outbound import safe_connections
    from wordpress import fetching

    safe_connections.ALLOWED_NETWORKS = [ip_network("127.0.0.2/31")]
    fetching.DEADLINE, fetching.PAUSE, fetching.RETRY_PAUSES = DEADLINE, 0.0, (0.0, 0.0)


def try_all(share: int, kills: int) -> int:
    from tests.wordpress.faults import Fault, import_without
    from tests.wordpress.forty_items import fill, forty_items

    file = Path(os.environ["DATA_DIR"]) / "export.xml"
    choose = random.Random(SEED)
    with ExternalServer().running() as host:
        fill(host)
        file.write_bytes(forty_items(host.url("").rstrip("/")))
        wanted, places = import_without(host, file)
        rows = sum(len(rows) for rows in wanted.values())
        print(f"not interrupted: {rows} rows; " + ", ".join(f"{count} × {kind}" for kind, count in places.items()))
        bad = 0
        for kind, count in places.items():
            chosen = sorted(choose.sample(range(1, count + 1), max(1, count // share)))
            faulty = [at for at in chosen if not _is_same(Fault(kind, at), host, file, wanted)]
            print(f"{kind}: {len(chosen)} faults, {len(faulty)} ended differently {faulty or ''}", flush=True)
            bad += len(faulty)
        fill(host, is_endless=True)
        return bad + _kill(kills, host, file, choose)


def _is_same(fault: "Fault", host: ExternalServer, file: Path, wanted: dict[str, list[str]]) -> bool:
    from tests.wordpress.faults import differences, import_with

    found = differences(wanted, import_with(fault, host, file))
    for line in found[:4]:
        print(f"{fault.kind} {fault.at}: {line}"[:400])
    return not found


def _kill(kills: int, host: ExternalServer, file: Path, choose: random.Random) -> int:
    """Kill imports, each again and again until it ends. Return how many of them ended differently."""
    from tests.wordpress.faults import differences, empty_site
    from tests.wordpress.snapshots import snapshot, unnamed_files

    empty_site()
    began = time.monotonic()
    _run(file, LONGEST)
    longest, wanted = time.monotonic() - began, snapshot()
    done = ends = bad = unnamed = 0
    while done < kills:
        empty_site()
        while not _run(file, choose.uniform(0.2, 1.0) * longest if done < kills else LONGEST):
            done += 1
        ends += 1
        found = differences(wanted, snapshot())
        unnamed += len(unnamed_files())
        for line in found[:4]:
            print(f"killed: {line}"[:400])
        bad += bool(found)
    print(f"{done} kills of {ends} imports, {bad} ended differently; {unnamed} files that no row names")
    return bad


def _run(file: Path, seconds: float) -> bool:
    """Run the import in a process of its own, and kill it after so many seconds. Return whether it had ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.wordpress.try_faults", "--import", str(file)], stdout=subprocess.DEVNULL
    )
    try:
        if process.wait(seconds):
            raise RuntimeError("The import has failed.")
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False
    return True


if __name__ == "__main__":
    if sys.argv[1:2] == ["--try"]:
        set_up()
        sys.exit(try_all(int(sys.argv[2]), int(sys.argv[3])))
    elif sys.argv[1:2] == ["--import"]:
        set_up()
        from django.core.management import call_command

        call_command("import_wordpress", sys.argv[2])
    else:
        sys.exit(main())
