"""Say how far a long piece of work is."""

import time
from collections.abc import Callable
from dataclasses import dataclass

BETWEEN_STEPS = 1.0


@dataclass
class Progress:
    """``write`` gets sentences: each stage at once, steps at most once a second."""

    write: Callable[[str], object] = lambda sentence: None
    last: float = 0.0

    def stage(self, sentence: str) -> None:
        self.last = time.monotonic()
        self.write(sentence)

    def step(self, sentence: str) -> None:
        if time.monotonic() - self.last >= BETWEEN_STEPS:
            self.stage(sentence)
