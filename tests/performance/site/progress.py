"""Say what is being done, apart from the table: on the error output."""

import sys
import time

_START = time.monotonic()


def say(sentence: str) -> None:
    seconds = int(time.monotonic() - _START)
    print(f"{seconds // 60}:{seconds % 60:02}  {sentence}", file=sys.stderr, flush=True)
