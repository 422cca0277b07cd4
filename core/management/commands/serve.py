"""``manage.py serve``: migrate the database, then run the web server and the background worker together.

After the preparation, this process becomes the supervisor, which is small: it imports nothing of Django.
"""

import io
import signal
import socket
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from core.serving.static_files import collect_static_files
from core.serving.supervisor import Site

HOST = "127.0.0.1"

# After a signal in its first second, granian would wait for its worker for ever. So there is a time-out.
# No browser uses HTTP/2 without TLS, and no proxy does unless it is configured to.
WEB_SERVER = (
    "granian --interface rsgi --http 1 --no-ws --host {host} --port {port} --workers {workers} "
    "--http1-header-read-timeout 10000 --workers-kill-timeout 2 --log-level error config.rsgi:application"
)
# This command has run the checks already.
WORKER = "manage.py ox_worker --concurrency 2 --verbosity 0 --skip-checks"
# Where both want the same core, requests come first.
AFTER_REQUESTS = ("nice", "-n", "10")


class Command(BaseCommand):
    help = "Run the site, web server and background worker, until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        # Until the supervisor handles them, signals end the process at once, even if a shell has set SIGINT to be
        # ignored. A KeyboardInterrupt would wait for the threads that compress, and may get lost in a finaliser.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)  # Do not buffer lines of the log.
        try:
            self.refuse_taken_port()
            self.prepare()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
        connections.close_all()
        self.serve()

    def refuse_taken_port(self) -> None:
        """Bind the port first, because granian would silently share it with another server."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"PORT is {settings.PORT}, which can't be used ({error.strerror}): "
                    f"end the program that has it, or write another, such as PORT={settings.PORT + 1}."
                ) from None

    def prepare(self) -> None:
        self.stdout.write("Preparing the database and the static files …")
        call_command("migrate", interactive=False, verbosity=0)
        collect_static_files()
        if settings.SAMPLE_SITE_COMMAND and not get_user_model()._base_manager.exists():
            self.stdout.write("Loading the sample site …")
            call_command(settings.SAMPLE_SITE_COMMAND, stdout=self.stdout)

    def serve(self) -> None:
        web_server = WEB_SERVER.format(host=HOST, port=settings.PORT, workers=settings.WEB_WORKERS).split()
        if settings.WEB_WORKERS > 1:
            # Without it, the death of one would end the others.
            web_server.append("--respawn-failed-workers")
        sample_site = settings.SAMPLE_SITE_COMMAND
        Site(
            host=HOST,
            port=settings.PORT,
            programs={
                "web server": [sys.executable, "-m", *web_server],
                "background worker": [*AFTER_REQUESTS, sys.executable, *WORKER.split()],
            },
            announcement=self.style.SUCCESS(f"The site is at http://{HOST}:{settings.PORT}/ (Ctrl-C stops it)."),
            reminder=[sys.executable, "manage.py", sample_site, "--remind"] if sample_site else [],
        ).supervise()
