"""Send a site to a real WordPress and back, and compare what came back.

    python -m tests.wordpress.round_trip IMPORTER [EXPORT.xml] [--show]

IMPORTER is the folder ``src`` of WordPress's own importer (https://github.com/WordPress/wordpress-importer). The site
is the sample, or one that an export was imported into. It ends with an error if anything is different.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django_stubs_ext

from config.environment import BASE_DIR
from tests.performance.site import debian
from tests.prepared import copy_site
from tests.served_site import ServedSite

if TYPE_CHECKING:
    from tests.performance.site.wordpress import WordPress

SCRIPT = Path(__file__).with_suffix(".php")
SHOWN = 3
ROWS = "import json; from tests.wordpress import round_trip_rows as trip; print(json.dumps(trip.{}(), default=str))"

# What the sample does not have.
MORE = """
from comments.models import Comment
from tests.factories import *
plan = make_document("plan.pdf")
text = f'<p>Read <a href="{plan.address}">the plan</a>.</p>'
post = make_post("żółw", title="Żółw &amp; <b>plaża</b>", teaser="1 < 2", body=text, tags=["ćwiczenia", "a & b"])
post.move_to("żółw-na-plaży")
post.save()
reply, asked = (make_comment(post, state="approved", text=f"{number}: <b>Does</b> it & hurt? 1 < 2") for number in "12")
Comment.objects.filter(pk=reply.pk).update(parent=asked, thread=asked)
for state in ("held", "spam", "binned"):
    make_comment(post, parent=asked, state=state, text=state, name="O’Neill & “Söhne” <x>", website="https://a.example/?b=1&c=2")
make_comment(post, state="held", is_private=True, text="Only for you")
make_comment(post, kind="pingback", state="approved", text="ping", email="", website="https://b.example/")
make_post("draft", state="draft", published_at=None)
make_post("private", state="private")
make_post("binned").put_into_bin()
make_page("hidden", is_published=False)
"""


class Site:
    """A site in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.served = ServedSite(copy_site(folder))
        self.environment = {**self.served.environment, "SITE_URL": self.served.url}

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", *command],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, name: str) -> Any:
        """Return what a function of ``round_trip_rows`` returns there."""
        return json.loads(self.manage("shell", "--no-imports", "-c", ROWS.format(name)).splitlines()[-1])


def main() -> int:
    arguments = [one for one in sys.argv[1:] if one != "--show"]
    if not arguments or not Path(arguments[0], "wordpress-importer.php").is_file():
        print(__doc__)
        return 2
    if not debian.has_wordpress():
        print("\n".join(debian.missing()))
        return 2
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        return _travel(Path(place), *map(Path, arguments))


def _travel(place: Path, importer: Path, export: Path | None = None) -> int:
    # As the settings do, for whoever imports models without them.
    django_stubs_ext.monkeypatch()
    from tests.performance.site.wordpress import WordPress

    began = time.monotonic()
    out = Site(place / "out")
    if export:
        out.manage("import_wordpress", str(export), "--no-fetch")
    else:
        out.manage("load_demo")
        out.manage("shell", "--no-imports", "-c", MORE)
    before, left_out = out.ask("rows"), out.ask("left_out")
    before["pictures"] = out.ask("sent_pictures")
    out.manage("export_site", str(place / "site.zip"))
    with zipfile.ZipFile(place / "site.zip") as archive:
        archive.extract("wordpress.xml", place)
    _note("exported", began)
    wordpress = WordPress(place / "machine")
    wordpress.folder.mkdir()
    out.served.started()
    try:
        sent_back = _through_wordpress(wordpress, importer.resolve(), place / "wordpress.xml")
    finally:
        out.served.end()
    _note("went through WordPress", began)
    back = Site(place / "back")
    uploads = str(wordpress.root / "wp-content/uploads")
    back.manage("import_wordpress", str(sent_back), "--uploads", uploads, "--no-fetch")
    back.manage("import_podcast", str(sent_back), "--audio", "leave")
    _note("came back", began)
    is_equal = _compare(before, back.ask("rows"), left_out)
    return 0 if is_equal & _compare_audio(place / "out/media/podcast", Path(uploads)) else 1


def _through_wordpress(wordpress: "WordPress", importer: Path, file: Path) -> Path:
    """Let WordPress import the file, and return its own export."""
    sent_back = file.with_name("from-wordpress.xml")
    with wordpress.with_database() as identity:
        uploads = wordpress.root / "wp-content/uploads"
        uploads.mkdir(parents=True)
        if identity:
            os.chown(uploads, identity["user"], identity["group"])
        plugin = wordpress.folder / "importer"
        shutil.copytree(importer, plugin)

        def php(*arguments: str | Path) -> str:
            command = ["php", "-d", "memory_limit=1G", SCRIPT, wordpress.root, wordpress.url, *arguments]
            done = subprocess.run(command, capture_output=True, text=True, env=os.environ, **identity)
            if done.returncode:
                raise SystemExit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
            return done.stdout

        php("install")
        said = php("import", plugin, file).replace("<br />", "\n")
        print("\n".join(line for line in said.splitlines() if "Failed" in line or "error" in line.lower()))
        sent_back.write_text(php("export"))
    return sent_back


def _compare(before: dict[str, Any], after: dict[str, Any], left_out: dict[str, int]) -> bool:
    """Print a table. Returns whether all that could come back did, and is equal."""
    print(f"{'':<20}{'out':>8}{'left out':>10}{'back':>8}{'missing':>9}{'new':>6}  different")
    is_equal = True
    for kind, rows in before.items():
        found = after[kind]
        missing, new = rows.keys() - found.keys(), found.keys() - rows.keys()
        different = Counter(
            name for key in rows.keys() & found.keys() for name in rows[key] if rows[key][name] != found[key].get(name)
        )
        is_equal = is_equal and not missing and not different
        out = len(rows) + left_out.get(kind, 0)
        named = ", ".join(f"{name}: {number}" for name, number in different.items()) or "none"
        print(f"{kind:<20}{out:>8}{left_out.get(kind, 0):>10}{len(found):>8}{len(missing):>9}{len(new):>6}  {named}")
        if "--show" in sys.argv:
            _show(rows, found, missing, new)
    return is_equal


def _show(rows: dict[str, Any], found: dict[str, Any], missing: set[str], new: set[str]) -> None:
    print("".join(f"    - {key}\n" for key in sorted(missing)[:SHOWN]), end="")
    print("".join(f"    + {key}\n" for key in sorted(new)[:SHOWN]), end="")
    changed = [key for key in rows.keys() & found.keys() if rows[key] != found[key]]
    for key in sorted(changed)[:SHOWN]:
        for name, value in rows[key].items():
            if value != found[key].get(name):
                print(f"    {key}: {name}\n      {value!r}\n      {found[key].get(name)!r}")


def _compare_audio(sent: Path, uploads: Path) -> bool:
    """Tell whether each file of audio is among WordPress's uploads, byte for byte."""
    arrived = {path.read_bytes() for path in uploads.rglob("*.mp3")}
    files = [path.read_bytes() for path in sent.rglob("*") if path.is_file()]
    missing = sum(content not in arrived for content in files)
    print(f"{'audio':<20}{len(files):>8}{'':>10}{len(arrived):>8}{missing:>9}")
    return not missing


def _note(what: str, began: float) -> None:
    print(f"{what}, after {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
