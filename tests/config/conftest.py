import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def default_interrupt_handler() -> Iterator[None]:
    """Tests started in the background of a shell ignore Ctrl-C, and so would every process they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
