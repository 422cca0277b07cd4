"""What the supervisor starts for this version of the site."""

import sys

from django.conf import settings

from core.serving.supervisor import Site

WEB_SERVER = ("-m", "core.serving.web_server")
# The command that starts the site has run the checks already.
WORKER = "manage.py ox_worker --concurrency 2 --verbosity 0 --skip-checks"
# Where both want the same core, requests come first.
AFTER_REQUESTS = ("nice", "-n", "10")


def _worker_names() -> list[str]:
    return [
        f"background worker {number}" if number > 1 else "background worker"
        for number in range(1, settings.WORKERS + 1)
    ]


def this_version(listener: int = -1) -> Site:
    """Return the programs of this version. Without ``listener``, the supervisor uses the one that it has."""
    return Site(
        folder=str(settings.BASE_DIR),
        programs={
            "web server": [sys.executable, *WEB_SERVER, str(settings.WEB_WORKERS)],
            **{name: [*AFTER_REQUESTS, sys.executable, *WORKER.split()] for name in _worker_names()},
        },
        announcement=f"Version {settings.VERSION} of the site answers.",
        listener=listener,
        data_dir=str(settings.DATA_DIR),
    )
