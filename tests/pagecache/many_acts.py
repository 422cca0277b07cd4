"""Run the property of the kept pages with many acts: ``python -m tests.pagecache.many_acts 10000 [SEED]``.

Nothing is imported that needs Django, because pytest sets it up.
"""

import os
import sys

import pytest

SEED = "PAGE_CACHE_SEED"
ACTS = "PAGE_CACHE_ACTS"
# The acts are shared by six tests, each of which does as many.
TESTS = 6

if __name__ == "__main__":
    os.environ[ACTS] = str(-(-int(sys.argv[1]) // TESTS))
    os.environ[SEED] = sys.argv[2] if len(sys.argv) > 2 else ""
    options = "-q -s -p no:cacheprovider -o faulthandler_timeout=0".split()
    sys.exit(pytest.main([*options, "tests/pagecache/test_property.py", *sys.argv[3:]]))
