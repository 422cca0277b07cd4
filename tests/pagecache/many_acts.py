"""Run the property of the kept pages with many acts: ``make bench ACTS=10000``.

They are done in rounds, each of which is ``test_property`` with a seed of its own. Before each it prints how to go on
from there. A round that fails does not end the run.
"""

import os
import secrets
import subprocess
import sys
import time

SEED = "PAGE_CACHE_SEED"
# What ``test_property`` does, with the seed and those that follow it.
ACTS_IN_A_ROUND, SEEDS_IN_A_ROUND = 60, 2
PYTEST = "pytest -q -s --no-header -p no:cacheprovider -o faulthandler_timeout=0 tests/pagecache/test_property.py"


def main(acts: int, seed: int, options: list[str]) -> int:
    """``options`` are those of pytest."""
    done, failed, start = 0, [], time.monotonic()
    command = [sys.executable, "-u", "-m", *PYTEST.split(), *options]
    while done < acts:
        print(f"To begin or go on here: make bench ACTS={acts - done} SEED={seed}", flush=True)
        if subprocess.run(command, env={**os.environ, SEED: str(seed)}, check=False).returncode:
            failed.append(seed)
        done, seed = done + ACTS_IN_A_ROUND, seed + SEEDS_IN_A_ROUND
        print(f"{done} of {acts} acts in {time.monotonic() - start:.0f} s. Seeds that failed: {failed or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2] or 0) or secrets.randbelow(10**9), sys.argv[3:]))
