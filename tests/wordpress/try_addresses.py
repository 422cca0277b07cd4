"""Import each export of a folder into an empty site, ask for every old address, and print a table of kinds and files.

    python -m tests.wordpress.try_addresses FOLDER [--postgres]

An address is answered by its page, or by one permanent redirect to it, and not by the front page. Custom types become
pages, and the uploads are made up. It ends with an error if an address is not answered.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.wordpress.empty_sites import EmptySites, empty_sites, run_python
from tests.wordpress.try_exports import exports_in

if TYPE_CHECKING:
    from django.test import Client

MOST_SHOWN, MOST_HOPS = 8, 4
OK, PERMANENT = 200, 301


def main() -> int:
    folder, *options = sys.argv[1:]
    files = exports_in(Path(folder))
    with empty_sites(is_postgres="--postgres" in options) as sites:
        tables = {path.name: _ask_site(path, sites) for path in files}
    kinds = sorted({kind for table in tables.values() for kind in table})
    print("".join([f"{'file':<42}", *(f"{kind:>19}" for kind in kinds)]))
    sums: Counter[str] = Counter()
    for name, table in tables.items():
        print(f"{name[:40]:<42}" + "".join(f"{_cell(table.get(kind)):>19}" for kind in kinds))
        for kind, (answered, asked) in table.items():
            sums.update({f"{kind} answered": answered, f"{kind} asked": asked})
    print(f"{'all':<42}" + "".join(f"{sums[f'{kind} answered']}/{sums[f'{kind} asked']}".rjust(19) for kind in kinds))
    asked, answered = (sum(sums[f"{kind} {what}"] for kind in kinds) for what in ("asked", "answered"))
    print(f"{answered} of {asked} addresses are answered: {answered / max(asked, 1):.2%}")
    return answered < asked


def _cell(pair: list[int] | None) -> str:
    return f"{pair[0]}/{pair[1]}" if pair else "–"


def _ask_site(path: Path, sites: EmptySites) -> dict[str, list[int]]:
    with sites.site("one") as environment:
        done = run_python(environment, "-m", "tests.wordpress.try_addresses", "--one", str(path))
    if done.returncode:
        raise RuntimeError(f"{path.name}: {done.stderr}")
    *misses, last = done.stdout.splitlines()
    for line in misses[:MOST_SHOWN]:
        print(f"{path.name}: {line}", flush=True)
    table: dict[str, list[int]] = json.loads(last)
    return table


def ask_one(path: Path) -> None:
    """Print each address that is not answered, and then, as JSON, how many of each kind are, and were asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    # Nothing is collected for these sites.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    from django.test import Client

    from tests.wordpress.made_uploads import make_uploads
    from tests.wordpress.old_links import old_links
    from wordpress.importer import Options, import_export
    from wordpress.xml_reader import UnreadableExportError

    uploads = settings.DATA_DIR / "uploads.zip"
    try:
        make_uploads(path, uploads)
        report = import_export([path], options=Options(fetches=False, uploads=[uploads]))
        others = list(report.custom)
        if others:
            import_export([path], options=Options(fetches=False, uploads=[uploads], as_pages=others))
        links = old_links(path, custom_types=True)
    except UnreadableExportError:
        links = {}
    asker, table = Asker(Client(raise_request_exception=False)), {}
    for kind, addresses in links.items():
        faults = {address: fault for address in addresses if (fault := asker.fault_of(address))}
        for address, fault in faults.items():
            print(f"{kind}: {address} {fault}")
        table[kind] = [len(addresses) - len(faults), len(addresses)]
    print(json.dumps(table))


class Asker:
    """Asks for each address once: many lead to the same page."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._answers: dict[str, tuple[int, str]] = {}

    def fault_of(self, address: str) -> str:
        """Return what is wrong with the answer, or an empty text."""
        status, location = self._ask(address)
        hops: list[tuple[int, str]] = []
        while location and len(hops) < MOST_HOPS:
            hops.append((status, location))
            status, location = self._ask(location)
        # Our own addresses end with a slash, which is no move of the page.
        moves = hops[1:] if hops and hops[0][1] == f"{address}/" else hops
        is_good = status == OK and len(moves) <= 1 and all(code == PERMANENT for code, _location in moves)
        if is_good and not (moves and moves[-1][1] == "/"):
            return ""
        return " → ".join([*(f"{code} {location}" for code, location in hops), str(status)])

    def _ask(self, address: str) -> tuple[int, str]:
        if address.startswith("/media/"):
            # Django does not send these.
            return OK, ""
        if address not in self._answers:
            response = self._client.get(address)
            response.close()
            is_redirect = response.status_code in (301, 302, 307, 308)
            self._answers[address] = (response.status_code, response["Location"] if is_redirect else "")
        return self._answers[address]


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        ask_one(Path(sys.argv[2]))
    else:
        sys.exit(main())
