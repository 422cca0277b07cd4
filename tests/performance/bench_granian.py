"""What granian alone takes for a request: an RSGI application that answers the same bytes, with various options.

    python -m tests.performance.bench_granian

It is the floor of what a kept page can cost over HTTP. Rounds are in turn, on one core, with 64 connections.
"""

import socket
import sys
import time
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.performance.site import load, processes
from tests.served_site import free_port

HOST = "127.0.0.1"
# The options of the site's own web server.
WEB_SERVER = f"granian --interface rsgi --http 1 --no-ws --log-level error --host {HOST}"
APPLICATION = "tests.performance.bench_granian:application"
BODY, HEADERS = b"x" * 6500, [(f"x-header-{number}", "a value of usual length") for number in range(14)]
OPTIONS = [
    "",
    "--runtime-mode st",
    "--runtime-mode mt",
    "--task-impl rust",
    "--http auto",
    "--backpressure 1024",
    "--http1-buffer-size 65535",
]
ROUNDS, SECONDS, CONNECTIONS = 3, 1.5, 64


async def application(_scope, protocol):
    protocol.response_bytes(200, HEADERS, BODY)


def main() -> None:
    costs: dict[str, list[float]] = {options: [] for options in OPTIONS}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sturdy-bench-")))
        stack.enter_context(processes.on_core(processes.LOAD_CORE))
        for _round in range(ROUNDS):
            for options in OPTIONS:
                costs[options].append(cost(options, folder / "log"))
    for options, found in costs.items():
        print(f"{median(found) * 1e6:.1f} µs  {options or 'as the site runs it'}")


def cost(options: str, log: Path) -> float:
    """CPU seconds for a request."""
    port = free_port()
    command = f"{WEB_SERVER} --port {port} {options} {APPLICATION}"
    with processes.running([sys.executable, "-m", *command.split()], log) as pid:
        wait_for(port)
        before = processes.cpu_seconds(processes.family(pid))
        requests = repeat(load.get(port, "/"))
        done = load.send(port, requests, load.has_status(200), connections=CONNECTIONS, seconds=SECONDS)
        return (processes.cpu_seconds(processes.family(pid)) - before) / done.answers


def wait_for(port: int) -> None:
    while True:
        try:
            socket.create_connection((HOST, port), timeout=10).close()
            return
        except OSError:
            time.sleep(0.05)


if __name__ == "__main__":
    main()
