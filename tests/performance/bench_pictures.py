"""The peak memory of each kind of picture.

Run with ``python -m pytest -q -s tests/performance/bench_pictures.py``: it takes minutes, and prints a table.
"""

from pathlib import Path

import pytest

from tests.performance.pictures import FILES, peak


@pytest.mark.parametrize("name", FILES)
def test_memory_of(name: str, tmp_path: Path) -> None:
    data = FILES[name]()
    memory, outcome = peak(data, tmp_path)
    print(f"\n{name:42} {len(data) // 1000:6} KB in the file {memory:5} MB  {outcome}", end="")
