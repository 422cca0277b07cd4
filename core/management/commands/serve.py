"""``manage.py serve``: migrate the database, then run the web server and the background worker together.

After the preparation, this process becomes the supervisor, which is small: it imports nothing of Django.
"""

import io
import signal
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from core.migrating import migrate
from core.serving.listener import listen
from core.serving.static_files import collect_static_files
from core.serving.this_version import this_version


class Command(BaseCommand):
    help = "Run the site, web server and background worker, until Ctrl-C."
    # They look at the code, as ``make check`` did, and take a tenth of a start.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        # Until the supervisor handles them, signals end the process at once, even if a shell has set SIGINT to be
        # ignored. A KeyboardInterrupt would wait for the threads that compress, and may get lost in a finaliser.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)  # Do not buffer lines of the log.
        listener = self.listen()
        try:
            self.prepare()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
        connections.close_all()
        self.serve(listener)

    def listen(self) -> int:
        """Listen before the preparation, so that who connects meanwhile waits for an answer."""
        try:
            return listen(settings.HOST, settings.PORT)
        except OSError as error:
            raise CommandError(
                f"PORT is {settings.PORT}, which can't be used ({error.strerror}): "
                f"end the program that has it, or write another, such as PORT={settings.PORT + 1}."
            ) from None

    def prepare(self) -> None:
        self.stdout.write("Preparing the database and the static files …")
        migrate()
        collect_static_files()
        if settings.SAMPLE_SITE_COMMAND and not get_user_model()._base_manager.exists():
            self.stdout.write("Loading the sample site …")
            call_command(settings.SAMPLE_SITE_COMMAND, stdout=self.stdout)

    def serve(self, listener: int) -> None:
        sample_site = settings.SAMPLE_SITE_COMMAND
        url = f"http://{settings.HOST}:{settings.PORT}/"
        this_version(listener)._replace(
            announcement=self.style.SUCCESS(f"The site is at {url} (Ctrl-C stops it)."),
            reminder=[sys.executable, "manage.py", sample_site, "--remind"] if sample_site else [],
        ).supervise()
