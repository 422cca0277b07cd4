"""Let this version of the site take the place of the running one, while readers read and write.

The running version makes a backup; this one migrates the database, and starts beside the running one, which leaves
when this one answers. If it doesn't answer, the running one stays. The way back is the same: the version before, asked
in its folder, takes the place again. Its code works on the newer tables (``operations.migration_rules``).
"""

import subprocess
from collections.abc import Iterable

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _

from core.migrating import migrate
from core.refusals import RefusedError
from core.serving.handover import Handover, Running
from core.serving.static_files import collect_static_files
from core.serving.this_version import this_version
from operations import migration_rules
from operations.models import SiteUpdate
from operations.progress import Progress

# In seconds: the supervisor waits for a minute.
HANDOVER_TIMEOUT = 90.0


def this_version_name() -> str:
    """Return the version with the name of its folder, which tells versions of one number apart."""
    return f"{settings.VERSION} ({settings.BASE_DIR.name})"


def update(progress: Progress, *, with_backup: bool = True) -> bool:
    """Take the place of the running version. Returns whether it is done without a restart of the service.

    If it returns false, nothing is migrated yet: the running version would not survive it, so the service has to be
    restarted, with this version. Raises ``RefusedError``; the running version goes on then.
    """
    running = Handover(settings.DATA_DIR).running()
    if with_backup and running:
        _back_up(running, progress)
    call_command("check")
    # Files of the running version stay beside those of this one.
    collect_static_files()
    lines = list(_obstacles(running))
    if not lines:
        _take_over(progress)
    for line in lines:
        progress.stage(line)
    return not lines


def _back_up(running: Running, progress: Progress) -> None:
    """Back up by the running version, whose tables these are."""
    progress.stage(_("Backup …"))
    done = subprocess.run(  # noqa: S603
        [running.python, "manage.py", "backup"],
        cwd=running.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RefusedError(
            _("The backup failed, so nothing was changed. %(why)s") % {"why": done.stderr.strip()[-500:]}
        )


def _obstacles(running: Running | None) -> Iterable[str]:
    if running is None:
        yield _("The site is not running, or its version can’t hand over its place.")
    for migration, problems in migration_rules.pending():
        yield from (f"{migration}: {problem}" for problem in problems)


def _take_over(progress: Progress) -> None:
    progress.stage(_("Preparing the database …"))
    migrate()
    progress.stage(_("Starting the new version …"))
    handover = Handover(settings.DATA_DIR)
    running = handover.running()
    if running is None:
        raise RefusedError(_("The site was stopped meanwhile. Start it again."))
    connections.close_all()
    refusal = handover.ask(running.pid, this_version()._asdict(), HANDOVER_TIMEOUT)
    SiteUpdate.objects.create(version=this_version_name(), failure=refusal[:500])
    if refusal:
        raise RefusedError(_("%(why)s The version before goes on.") % {"why": refusal})
