"""Import each export of a folder twice, each into an empty site, and print a table.

    python -m tests.wordpress.try_exports FOLDER [--fetch]

It ends with an error if a second run adds anything, a row is not accounted for, or an import fails with anything but a
sentence.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

COLUMNS = ("file", "items", "comments", "in", "pictures", "in", "left out", "no answer", "again", "lost", "s", "MB")
TEXTS = ("words", "links", "pictures", "embeds")


def main() -> int:
    folder, *options = sys.argv[1:]
    files = sorted(path for path in Path(folder).iterdir() if path.suffix in (".xml", ".gz", ".zip"))
    with tempfile.TemporaryDirectory() as place:
        empty = Path(place) / "empty"
        empty.mkdir()
        _manage(empty, "-m", "config.secret_key")
        _manage(empty, "manage.py", "migrate", "-v0")
        print(_line([*COLUMNS, *TEXTS]))
        faults = [path.name for path in files if not _try(path, empty, Path(place) / path.name, options)]
    print(f"{len(files)} files, {len(faults)} with a fault: {', '.join(faults) or 'none'}")
    return bool(faults)


def _try(path: Path, empty: Path, data: Path, options: list[str]) -> bool:
    shutil.copytree(empty, data)
    done = _manage(data, "-m", "tests.wordpress.try_exports", "--one", str(path), *options, may_fail=True)
    shutil.rmtree(data)
    if done.returncode:
        print(f"{path.name}: {done.stderr.strip().splitlines()[-1]}")
        return False
    result = json.loads(done.stdout.splitlines()[-1])
    print(_line([path.name[:40], *result["cells"]]), flush=True)
    return bool(result["is_good"])


def _manage(data: Path, *arguments: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATA_DIR": str(data), "DEMO": "0"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=not may_fail)


def _line(cells: Any) -> str:
    first, *rest = map(str, cells)
    return f"{first:<40}" + "".join(f"{cell:>12}" for cell in rest)


def import_twice(path: Path, fetches: bool) -> None:
    """Print what came of the file, as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from wordpress.importer import Options, import_export
    from wordpress.xml_reader import UnreadableExportError

    began = time.monotonic()
    try:
        first, second = (import_export([path], options=Options(fetches=fetches)) for _run in range(2))
    except UnreadableExportError as error:
        print(json.dumps({"cells": [f"refused: {error}"], "is_good": True}))
        return
    added = sum(tally.imported + tally.updated for tally in second.tallies.values())
    lost = sum(abs(number) for report in (first, second) for number in report.unaccounted().values())
    items = sum(
        first.in_file(kind) for kind in first.counted if kind not in ("comment", "pingback", "trackback", "note")
    )
    comments, pictures = first.tally_for("comment"), first.tally_for("attachment")
    left_out = sum(tally.left_out.total() for tally in first.tallies.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cells = [items, first.in_file("comment"), comments.imported, first.in_file("attachment"), pictures.imported]
    unanswered = sum(not answer for answer in first.addresses.values())
    cells += [left_out, unanswered, added, lost, f"{(time.monotonic() - began) / 2:.1f}", memory]
    cells += [f"{first.before[name]}→{first.after[name]}" for name in TEXTS]
    print(json.dumps({"cells": cells, "is_good": not added and not lost}))


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        import_twice(Path(sys.argv[2]), "--fetch" in sys.argv)
    else:
        sys.exit(main())
