import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.upgrade import FOLDER, Site

with tempfile.TemporaryDirectory(prefix="sturdy-upgrade-") as folder, postgres.server() as url:
    for ending, database_url in (("sql.gz", ""), ("postgres.gz", url)):
        file = FOLDER / f"{sys.argv[1]}.{ending}"
        Site(Path(folder), database_url).write(file)
        print(f"{file}: {file.stat().st_size // 1000} KB")
