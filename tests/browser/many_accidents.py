"""Run many accidents at the desk: ``python -m tests.browser.many_accidents 500 [SEED]``. Prints a table.

Nothing is imported that needs Django, because pytest sets it up.
"""

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ["ACCIDENTS"] = sys.argv[1]
    os.environ["ACCIDENTS_SEED"] = sys.argv[2] if len(sys.argv) > 2 else "1000"
    options = "-q -s -p no:cacheprovider -o faulthandler_timeout=0".split()
    sys.exit(pytest.main([*options, "tests/browser/test_desk_accidents.py", *sys.argv[3:]]))
