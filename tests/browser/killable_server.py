"""The site in a process of its own, on the database of the tests, to be killed and started again on the same port."""

import multiprocessing
import time
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler

from tests.served_site import START_TIMEOUT, free_port

# What a start imports is imported once, by a process that is then forked for each start.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["config.wsgi", "config.urls", __name__])


class KillableServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start the process, and wait until it answers."""
        database = settings.DATABASES["default"]["NAME"]
        self.process = PROCESSES.Process(target=serve, args=(self.port, self.url, database), daemon=True)
        self.process.start()
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            assert self.process.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/robots.txt", timeout=START_TIMEOUT):
                return True
        except URLError:
            return False

    def kill(self) -> None:
        """End the process as a power cut would: it can do nothing about it."""
        self.process.kill()
        self.process.join()


def serve(port: int, url: str, database: str) -> None:
    from config.wsgi import django_application

    settings.DATABASES["default"]["NAME"] = database
    settings.SITE_URL = url
    settings.CSRF_TRUSTED_ORIGINS = [url]
    server = ThreadedWSGIServer(("127.0.0.1", port), QuietWSGIRequestHandler)
    server.set_app(django_application)
    server.serve_forever()
