"""The socket that the site listens on.

The supervisor keeps it open for as long as the site runs, and its web servers accept from it. So connections wait, and
none is lost, while one web server ends and another one starts.
"""

import os
import socket

# As many connections may wait; Linux has 4096 for this by default.
BACKLOG = 1024
# The environment variable with the descriptor, for a web server.
LISTENER = "STURDY_LISTENER"


def listen(host: str, port: int) -> int:
    """Return the descriptor of a listening socket, which ``os.execv`` keeps open. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
        descriptor = listener.detach()
    os.set_inheritable(descriptor, True)
    return descriptor
