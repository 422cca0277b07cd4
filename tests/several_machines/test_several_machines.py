"""A short share of what ``python -m tests.several_machines`` does for ten minutes."""

import subprocess
import sys

import pytest

from config.environment import BASE_DIR

pytestmark = pytest.mark.process


def test_several_machines_are_as_one() -> None:
    command = [sys.executable, "-m", "tests.several_machines", "0.1", "2"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Failed: 0" in done.stdout
