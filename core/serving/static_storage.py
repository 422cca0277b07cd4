"""The storage of the collected static files: hashed names, compressed, and each style sheet as one file."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# The style sheets that pages link to. They are lists of imports, which browsers follow themselves with DEBUG.
STYLE_SHEETS = (
    *(f"css/{name}.css" for name in "public pages personal blocks podcast admin desk".split()),
    *(f"css/public-{colours}.css" for colours in ("sea", "plum", "forest", "ochre", "ink")),
)

STRING = r'"(?:\\.|[^"\\])*"' r"|'(?:\\.|[^'\\])*'"
COMMENT = re.compile(rf"({STRING})|/\*.*?\*/", re.DOTALL)
SPACE = re.compile(rf"({STRING})|\s*([{{}};,])\s*|(:)\s+|\s+")
IMPORT = re.compile(r'@import ("[^"]+") ?([^;]*);')
COMMENT_LINES = re.compile(r"^ *//.*\n", re.MULTILINE)
RELATIVE_URL = re.compile(r'url\("(?![a-z]+:|[/#])([^"]+)"\)')

# The files to collect: of each name, the storage that has it and its path there.
Files = Mapping[str, tuple[Any, str]]


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collects each of ``STYLE_SHEETS`` with the content of the files that it imports, and scripts without comments."""

    # Scripts import each other by their hashed names, so that browsers may keep all of them.
    support_js_module_import_aggregation = True

    def post_process(self, paths: Files, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            made = {name: joined(name, paths) for name in STYLE_SHEETS}
            made |= {name: COMMENT_LINES.sub("", read(name, paths)) for name in paths if name.startswith("js/")}
            for name, content in made.items():
                self.delete(name)
                self._save(name, ContentFile(content.encode()))
            paths = {**paths, **{name: (self, name) for name in made}}
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what is asked for: the hashed names, but no source maps, and the style sheets of the page that is
        shown when nothing else can be."""
        asked_for = {*self.hashed_files.values(), *STYLE_SHEETS}
        yield from super().compress_files(path for path in paths if path in asked_for and not path.endswith(".map"))


def joined(sheet: str, files: Files) -> str:
    """Return a style sheet with the files that it imports, in their order, without comments and needless space."""

    def imported(match: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(sheet), match[1].strip('"')))
        content = RELATIVE_URL.sub(lambda url: f'url("{moved(url[1], name)}")', joined(name, files))
        return f"@media {match[2]}{{{content}}}" if match[2] else content

    def moved(url: str, name: str) -> str:
        return posixpath.relpath(posixpath.join(posixpath.dirname(name), url), posixpath.dirname(sheet))

    return IMPORT.sub(imported, compact(read(sheet, files)))


def read(name: str, files: Files) -> str:
    storage, path = files[name]
    with storage.open(path) as file:
        return str(file.read().decode())


def compact(css: str) -> str:
    """Remove comments, and space where it means nothing: beside ``{};,`` and after a colon, but not before one."""
    without_comments = COMMENT.sub(lambda match: match[1] or " ", css)
    return SPACE.sub(lambda match: match[1] or match[2] or match[3] or " ", without_comments).strip()
