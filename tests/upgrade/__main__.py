import sys
import tempfile
from pathlib import Path

from tests.upgrade import FOLDER, write_state

with tempfile.TemporaryDirectory(prefix="sturdy-upgrade-") as folder:
    file = FOLDER / f"{sys.argv[1]}.sql.gz"
    write_state(file, Path(folder))
    print(f"{file}: {file.stat().st_size // 1000} KB")
