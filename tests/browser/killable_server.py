"""The site in a process of its own, on the database of the tests, to be killed and started again on the same port."""

import os
import signal
import subprocess
import sys
import time
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from config.environment import BASE_DIR
from tests.served_site import START_TIMEOUT, free_port


class KillableServer:
    def __init__(self, database: str) -> None:
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Start the process, and wait until it answers."""
        command = [sys.executable, "-m", "tests.browser.killable_server", str(self.port), self.database]
        self.process = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, "SITE_URL": self.url})
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            assert self.process.poll() is None
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
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def serve(port: int, database: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.test.testcases import QuietWSGIRequestHandler

    server = ThreadedWSGIServer(("127.0.0.1", port), QuietWSGIRequestHandler)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
