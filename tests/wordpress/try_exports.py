"""Import each export of a folder twice, each into an empty site, and print a table with its sums.

    python -m tests.wordpress.try_exports FOLDER [--postgres] [--fetch] [--no-uploads]

The uploads are made up, a small file for each address, unless there are to be none. It ends with an error if a second
run adds anything, a row is not accounted for, a bracket of a shortcode is left in a text, or an import fails with
anything but a sentence.
"""

import json
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

from tests.wordpress.empty_sites import EmptySites, empty_sites, run_python

COLUMNS = ("items", "comments", "came", "files", "kept", "left out", "no answer", "again", "lost", "raw", "s", "MB")
TEXTS = ("words", "links", "pictures", "embeds")
# What was no item of the file.
OTHERS = {"comment", "pingback", "trackback", "note"}
# Brackets of plugins and builders. What may be a person's own words has neither an end nor named values.
RAW = re.compile(r"\[/[a-z][\w-]*\]|\[[a-z]+(?:[_-][a-z]+)+[\s\]]|\[[a-z][\w-]*\s+[a-z_-]+=[\"'“”]?\w", re.IGNORECASE)
KEPT_AS_WRITTEN = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)


def main() -> int:
    folder, *options = sys.argv[1:]
    files = exports_in(Path(folder))
    print(_line(["file", *COLUMNS, *TEXTS]))
    sums: Counter[str] = Counter()
    with empty_sites(is_postgres="--postgres" in options) as sites:
        faults = [path.name for path in files if not _try(path, sites, options, sums)]
    texts = [sums[f"{side} {name}"] for name in TEXTS for side in ("before", "after")]
    print(_line(["all", *(round(sums[name]) for name in COLUMNS[:-1]), sums["MB"], *_pairs(batched(texts, 2))]))
    print(f"{len(files)} files, {len(faults)} with a fault: {', '.join(faults) or 'none'}")
    return bool(faults)


def exports_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".xml", ".gz", ".zip", ".wxr"))


def _try(path: Path, sites: EmptySites, options: list[str], sums: "Counter[str]") -> bool:
    with sites.site("one") as environment:
        done = run_python(environment, "-m", "tests.wordpress.try_exports", "--one", str(path), *options)
    if done.returncode:
        print(f"{path.name}: {done.stderr.strip().splitlines()[-1]}")
        return False
    result = json.loads(done.stdout.splitlines()[-1])
    print(_line([path.name[:40], *result["cells"], *_pairs(result["texts"])]), flush=True)
    if result["texts"]:
        cells = dict(zip(COLUMNS, result["cells"], strict=True))
        memory = max(sums["MB"], cells["MB"])
        sums.update(cells)
        for name, (before, after) in zip(TEXTS, result["texts"], strict=True):
            sums.update({f"before {name}": before, f"after {name}": after})
        sums["MB"] = memory
    return bool(result["is_good"])


def _pairs(numbers: Iterable[Sequence[int]]) -> list[str]:
    return [f"{before}→{after}" for before, after in numbers]


def _line(cells: Any) -> str:
    first, *rest = map(str, cells)
    return f"{first:<40}" + "".join(f"{cell:>11}" for cell in rest)


def import_twice(path: Path, options: list[str]) -> None:
    """Print what came of the file, as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings

    from tests.wordpress.made_uploads import make_uploads
    from wordpress.importer import Options, import_export
    from wordpress.xml_reader import UnreadableExportError

    uploads = None if "--no-uploads" in options else settings.DATA_DIR / "uploads.zip"
    try:
        if uploads:
            make_uploads(path, uploads)
        began = time.process_time()
        wanted = Options(fetches="--fetch" in options, uploads=[uploads] if uploads else [])
        first, second = (import_export([path], options=wanted) for _run in range(2))
    except UnreadableExportError as error:
        print(json.dumps({"cells": [f"refused: {error}"], "texts": [], "is_good": True}))
        return
    seconds = round((time.process_time() - began) / 2, 1)
    added = sum(tally.imported + tally.updated for tally in second.tallies.values())
    lost = sum(abs(number) for report in (first, second) for number in report.unaccounted().values())
    items = sum(first.in_file(kind) for kind in first.counted if kind not in OTHERS)
    comments, files = (first.tally_for(kind).imported for kind in ("comment", "attachment"))
    left_out = sum(tally.left_out.total() for tally in first.tallies.values())
    unanswered = sum(not answer for answer in first.addresses.values())
    memory, raw = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, _count_raw()
    cells = [items, first.in_file("comment"), comments, first.in_file("attachment"), files, left_out, unanswered]
    cells += [added, lost, raw, seconds, memory]
    texts = [(first.before[name], first.after[name]) for name in TEXTS]
    print(json.dumps({"cells": cells, "texts": texts, "is_good": not added and not lost and not raw}))


def _count_raw() -> int:
    """Return how many brackets of shortcodes readers would see."""
    from blog.models import Page, Post

    bodies = [body for model in (Post, Page) for body in model.objects.values_list("body", flat=True)]
    found = [bracket for body in bodies for bracket in RAW.findall(KEPT_AS_WRITTEN.sub("", body))]
    for bracket in found:
        print(f"raw: {bracket}", file=sys.stderr)
    return len(found)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        import_twice(Path(sys.argv[2]), sys.argv[3:])
    else:
        sys.exit(main())
