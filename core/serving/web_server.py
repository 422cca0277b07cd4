"""The web server: granian, on the supervisor's socket: ``python -m core.serving.web_server PROCESSES``."""

import os
import socket
import sys

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.mp import MPServer

from core.serving.listener import BACKLOG, LISTENER
from core.serving.readiness import is_told

APPLICATION = "config.rsgi:application"
# In milliseconds.
HEADER_TIMEOUT = 10_000
# In seconds, for answers that are under way at the end. After a signal in its first second, granian would wait for its
# worker for ever.
END_TIMEOUT, EARLY_END_TIMEOUT = 30, 2


class WebServer(MPServer):
    """Accepts from a socket that is open already. Granian has no option for that, only for a port or a path."""

    def __init__(self, descriptor: int, processes: int, application: str = APPLICATION) -> None:
        self.descriptor = descriptor
        super().__init__(
            application,
            interface=Interfaces.RSGI,
            # No browser uses HTTP/2 without TLS, and no proxy does unless it is configured to.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT),
            websockets=False,
            workers=processes,
            # Without it, the death of one of several would end the others.
            respawn_failed_workers=processes > 1,
            log_level=LogLevels.error,
        )

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._shd = SocketHolder(self.descriptor, False, BACKLOG)  # type: ignore[call-arg, assignment]
        self._sfd = self.descriptor  # type: ignore[assignment]
        self._sso = socket.socket(fileno=self.descriptor)

    def _stop_workers(self) -> None:
        self.workers_kill_timeout = END_TIMEOUT if is_told() else EARLY_END_TIMEOUT
        super()._stop_workers()  # type: ignore[no-untyped-call]


def serve(application: str = APPLICATION) -> None:
    WebServer(int(os.environ[LISTENER]), int(sys.argv[1]), application).serve()


if __name__ == "__main__":
    serve()
