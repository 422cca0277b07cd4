"""``manage.py serve``: bring the database up to date, then run the web server and the background worker together."""

import signal
import socket
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from core.collecting import collect_static_files
from core.supervisor import Supervisor

HOST = "127.0.0.1"

# A signal in its first second leaves granian waiting for its own worker for ever: hence the time-out.
WEB_SERVER = (
    "granian --interface wsgi --no-ws --host {host} --port {port} --workers 1 --blocking-threads 8 "
    "--workers-kill-timeout 2 --log-level error config.wsgi:application"
)
WORKER = "manage.py ox_worker --concurrency 2 --verbosity 0"


class Command(BaseCommand):
    help = "Run the site, web server and background worker, until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        # Until the supervisor hears them, signals end us at once, also where a shell has started us deaf to SIGINT. A
        # KeyboardInterrupt would wait for the threads that compress, and gets lost where Python tidies up.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        try:
            self.refuse_taken_port()
            self.prepare()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {' '.join(str(error).split())}") from None
        connections.close_all()
        self.serve()

    def refuse_taken_port(self) -> None:
        """By binding it first: the web server would share a port with another one without a word."""
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
        web_server = WEB_SERVER.format(host=HOST, port=settings.PORT).split()
        supervisor = Supervisor(
            {
                "web server": [sys.executable, "-m", *web_server],
                "background worker": [sys.executable, *WORKER.split()],
            }
        )
        failure = supervisor.run(ready=_answers, announce=self.announce)
        if failure:
            raise CommandError(f"{failure} The other was stopped.")
        self.stdout.write("Stopped.")

    def announce(self) -> None:
        self.stdout.write(self.style.SUCCESS(f"The site is at http://{HOST}:{settings.PORT}/ (Ctrl-C stops it)."))
        if settings.SAMPLE_SITE_COMMAND:
            call_command(settings.SAMPLE_SITE_COMMAND, remind=True, stdout=self.stdout)
            connections.close_all()


def _answers() -> bool:
    try:
        socket.create_connection((HOST, settings.PORT), timeout=1).close()
    except OSError:
        return False
    return True
