from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.wordpress.wxr import export

Run = Callable[..., list[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``run(*parts)`` imports an export made of the given parts, or the given bytes, and returns the lines of the
    report. Nothing is fetched, unless ``no_fetch=False``."""

    def run(
        *parts: str | bytes,
        name: str = "export.xml",
        staff: Sequence[str] = (),
        site: str = "https://old.example.com",
        exported: str = "",
        no_fetch: bool = True,
        **options: Any,
    ) -> list[str]:
        file = tmp_path / name
        first = parts[0] if parts else ""
        content = first if isinstance(first, bytes) else export(*map(str, parts), site=site, exported=exported)
        file.write_bytes(content)
        out = StringIO()
        uploads = [options.pop("uploads")] if "uploads" in options else []
        options = {"staff": [*staff], "no_fetch": no_fetch, "uploads": uploads, **options}
        call_command("import_wordpress", str(file), stdout=out, stderr=StringIO(), **options)
        return out.getvalue().splitlines()

    return run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wordpress.fetching.PAUSE", 0)
    monkeypatch.setattr("wordpress.fetching.RETRY_PAUSES", (0, 0))


def row(report: list[str], kind: str) -> list[int]:
    """The counts in the file, imported, existing and left out."""
    line = next(line for line in report if line.split()[0] == kind)
    return [int(number) for number in line.split()[1:5]]


def updated(report: list[str], kind: str) -> int:
    return int(next(line for line in report if line.split()[0] == kind).split()[5])
