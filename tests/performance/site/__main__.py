"""``make bench``: what Sturdy costs, beside nginx and WordPress with the same content, in one run and one table.

    BENCH_SECONDS=3  the length of a round; each pair of servers has three rounds in turn
    CROWD=120        the seconds of the crowd; 0 leaves it out
    DATABASE=sqlite  or postgres, a server that is started for the run
    PART=posts       or admin: only the rows of comments that are sent, or those of the inbox and the lists

Servers run on one core, the load on another. Nothing is installed, and all that is started is ended.
"""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.performance.site import debian, processes, served, table
from tests.performance.site.progress import say

SECONDS = {"BENCH_SECONDS": 3, "CROWD": 120}
DATABASES = ("sqlite", "postgres")
PARTS = ("", "posts", "admin")


def main() -> int:
    if sys.platform != "linux":
        sys.exit("The benchmark reads the time on a core from Linux (/proc/<pid>/schedstat).")
    seconds, crowd = (float(os.environ.get(name) or default) for name, default in SECONDS.items())
    database = os.environ.get("DATABASE") or DATABASES[0]
    if database not in DATABASES:
        sys.exit(f"DATABASE is {database!r}: write sqlite or postgres.")
    part = os.environ.get("PART", "")
    if part not in PARTS:
        sys.exit(f"PART is {part!r}: write posts or admin, or nothing for all.")
    # A plain kill ends the servers too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for sentence in debian.missing():
        say(sentence)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sturdy-bench-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # Servers that run as nobody have folders in it.
        (folder / "site").mkdir()
        home = stack.enter_context(served.Home(folder / "site").running(database == "postgres"))
        stack.enter_context(processes.on_core(processes.LOAD_CORE))
        django.setup()
        # These read Django's settings, which are those of the site from here on.
        from tests.performance.site import run

        measure = {"posts": run.measure_posts, "admin": run.measure_admin}.get(part)
        rows = measure(home, folder, seconds) if measure else run.measure(home, folder, seconds, crowd)
        print(f"{run.heading()}\n\n{table.format_table(rows)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
