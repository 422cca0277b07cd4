"""Run the site on several machines, and look whether they are as one.

    python -m tests.several_machines [MINUTES] [ACTS] [SEED]

Three web machines behind Caddy and two workers start at once, with PostgreSQL, Valkey and S3. First ACTS random acts,
after each of which all machines must show the same pages; then MINUTES of load, with the memory of each machine every
minute. It ends with 1 if a page was stale, a request failed, a comment was lost, a schedule ran twice, or memory grew.
"""

import os
import secrets
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.several_machines.machines import several_machines


def main(minutes: float, acts: int, seed: int) -> int:
    begun = time.monotonic()
    with TemporaryDirectory(prefix="sturdy-machines-") as folder, several_machines(Path(folder)) as site:
        print(
            f"{len(site.web)} web machines and {len(site.workers)} workers: {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        # This process is one more machine, beside the first one.
        os.environ.update(site.web[0].environment)
        import django
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment()
        from tests.several_machines import kept_pages, load

        compared = kept_pages.check_property(site, acts, seed)
        print(f"Seed {seed}: {compared} pages were the same on all machines, after {acts} acts.", flush=True)
        wrong = [*load.run(site, minutes), *repeated_schedules()]
        wrong += [line for machine in [*site.web, *site.workers] for line in errors_of(machine.printed())]
        from django.db import connection

        connection.close_pool()  # type: ignore[attr-defined]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def repeated_schedules() -> list[str]:
    """Each moment of a schedule must have made one task, which ran once, whichever worker had it."""
    from django_ox.models import OxScheduleTick, OxTask

    ticks = Counter(OxScheduleTick.objects.exclude(task=None).values_list("task__task_path", flat=True))
    tasks = Counter(OxTask.objects.filter(task_path__in=ticks).values_list("task_path", flat=True))
    workers = {one for ids in OxTask.objects.values_list("worker_ids", flat=True) for one in ids}
    print(f"{ticks.total()} tasks of schedules, done by {len(workers)} workers.", flush=True)
    others = {"inbox.tasks.write_due_digests", "search.tasks.fill_search", "comments.tasks.remember_answers"}
    return [f"{path} ran {tasks[path]} times for {ticks[path]}" for path in others if tasks[path] > ticks[path]]


def errors_of(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if " ERROR " in line or line.startswith("Traceback")]


if __name__ == "__main__":
    numbers = [*sys.argv[1:], *["10", "30", str(secrets.randbelow(10**9))][len(sys.argv) - 1 :]]
    sys.exit(main(float(numbers[0]), int(numbers[1]), int(numbers[2])))
