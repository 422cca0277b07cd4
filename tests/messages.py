"""``make messages``: keep the message catalogues in ``locale/``, without the tools of GNU gettext.

A catalogue gets the sentences that Python and templates mark, keeps what is translated, and drops what nobody says
any more. A word of a framework stays if it is in ``locale/en``, where its English is replaced, or if the framework
still says it. A catalogue is compiled once all of it is translated: only such a language can be the site's
(``config/environment.py``). With ``--check`` nothing is written, and what is not in order is said.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.utils.translation.template import templatize

from config.environment import BASE_DIR

DOMAINS = ("django", "djangojs")
FUNCTIONS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], None),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
# What a translation must have as its sentence has it: placeholders, HTML, code.
FIXED = re.compile(r"%\(\w+\)[.\d]*[a-z]|%[.\d]*[sd]|\{\w*\}|</?[a-z][^>]*>|&\w+;|`[^`]*`")
WIDTH = 120


class Language(Catalog):
    """A catalogue whose header says what is needed, and no times or names."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", self.plural_forms),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: object) -> None:
        """Leave out what a file says: it follows from the language."""


def main(arguments: list[str]) -> int:
    import django

    django.setup()
    faults = check() if "--check" in arguments else update()
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


def check() -> list[str]:
    """Return what is not in order, a sentence each."""
    faults = []
    for source in catalogues():
        catalogue = read(source)
        if source.with_suffix(".mo").exists():
            faults += faults_of(catalogue, source)
            faults += [f"{place(source)} was changed: run `make messages`." for _ in [0] if is_stale(catalogue, source)]
    return faults


def update() -> list[str]:
    """Write all catalogues anew, and compile those that are whole. Return what is missing in the others."""
    faults = []
    for source in catalogues():
        catalogue = renewed(read(source), source)
        with source.open("wb") as file:
            write_po(file, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
        missing = faults_of(catalogue, source)
        faults += missing
        if not missing:
            with source.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
    return faults


def catalogues() -> list[Path]:
    return [file for domain in DOMAINS for file in sorted(BASE_DIR.glob(f"locale/*/LC_MESSAGES/{domain}.po"))]


def place(source: Path) -> str:
    return str(source.relative_to(BASE_DIR))


def read(source: Path) -> Language:
    with source.open("rb") as file:
        found = read_po(file, locale=source.parts[-3], domain=source.stem)
    language = Language(found.locale, found.domain, found.header_comment, fuzzy=False)
    for message in found:
        if message.id:
            language[message.id] = message
    return language


@cache
def marked() -> Catalog:
    """Return the sentences that Python and templates mark."""
    catalogue = Catalog()
    for file in sorted([*BASE_DIR.glob("[a-z]*/**/*.py"), *BASE_DIR.glob("templates/**/*.*")]):
        path = file.relative_to(BASE_DIR)
        if path.parts[0] != "tests" and "migrations" not in path.parts:
            for message, comments, context in sentences(file):
                catalogue.add(message, locations=[(str(path), 0)], auto_comments=comments, context=context)
    return catalogue


def sentences(file: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = file.read_text()
    if file.suffix != ".py":
        # An indented line would begin a block of Python.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())
    for _line, message, comments, context in extract("python", BytesIO(text.encode()), FUNCTIONS, ("Translators",)):
        yield message, comments, context


def wanted(source: Path) -> Iterator[Message]:
    """Yield what a catalogue must have: a language's, all sentences; that of English, words of frameworks alone."""
    if source.parts[-3] != "en":
        if source.stem == "django":
            yield from (message for message in marked() if message.id)
        english = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / source.name
        yield from (message for message in read(english) if message.id)


def renewed(old: Language, source: Path) -> Language:
    """Return the catalogue with all that is wanted, as far as it is translated, and with words of frameworks."""
    new = Language(old.locale, old.domain, old.header_comment, fuzzy=False)
    for message in wanted(source):
        kept = old.get(message.id, message.context)
        new.add(
            message.id,
            kept.string if kept else ("",) * old.num_plurals if message.pluralizable else "",
            locations=message.locations,
            flags=kept.flags if kept else (),
            auto_comments=message.auto_comments,
            user_comments=kept.user_comments if kept else (),
            context=message.context,
        )
    for message in old:
        if message.id and new.get(message.id, message.context) is None and is_of_framework(message, source):
            new[message.id] = message
    return new


def is_of_framework(message: Message, source: Path) -> bool:
    key = message.id[0] if isinstance(message.id, tuple) else message.id
    key = f"{message.context}\x04{key}" if message.context else key
    return source.parts[-3] == "en" or key in framework_words(source.parts[-3], source.stem)


@cache
def framework_words(locale: str, domain: str) -> frozenset[str]:
    """Return what the installed frameworks say in a language."""
    import django

    folders = [Path(django.__file__).parent / "conf", *(Path(app.path) for app in apps.get_app_configs())]
    found: set[str] = set()
    for folder in folders:
        compiled = folder / "locale" / locale / "LC_MESSAGES" / f"{domain}.mo"
        if not folder.is_relative_to(BASE_DIR / "locale") and compiled.exists():
            with compiled.open("rb") as file:
                keys = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
            found |= {key[0] if isinstance(key, tuple) else key for key in keys}
    return frozenset(found)


def faults_of(catalogue: Catalog, source: Path) -> list[str]:
    """Return what is wrong with the translations, a sentence each."""
    rows = [*wanted(source)]
    faults = [(row, "is missing") for row in rows if catalogue.get(row.id, row.context) is None]
    known = {(str(row.id), row.context) for row in rows}
    for row in catalogue:
        if not row.id:
            continue
        if (str(row.id), row.context) not in known and not is_of_framework(row, source):
            faults.append((row, "is said no more"))
        elif fault := fault_of(row, may_leave_out=is_of_framework(row, source)):
            faults.append((row, fault))
    return [f"{place(source)}: {row.id!r} {fault}." for row, fault in faults]


def fault_of(row: Message, may_leave_out: bool) -> str:
    said = row.string if isinstance(row.string, tuple) else (row.string,)
    ids = row.id if isinstance(row.id, tuple) else (row.id,)
    if not all(said):
        return "is not translated"
    if row.fuzzy:
        return "has a translation that is marked as fuzzy"
    for number, words in enumerate(said):
        # The form for one thing may leave out the number, and what replaces a framework's words, anything.
        allowed = [fixed(ids[-1])] if number else [fixed(one) for one in ids]
        if fixed(words) not in allowed and not (may_leave_out and set(fixed(words)) <= set(allowed[-1])):
            return f"has other placeholders or HTML than {words!r}"
        if margins(words) != margins(ids[0]):
            return f"begins or ends with other white space than {words!r}"
    return ""


def fixed(words: str) -> list[str]:
    return sorted(FIXED.findall(words.replace("%%", "")))


def margins(words: str) -> tuple[str, str]:
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]


def is_stale(catalogue: Language, source: Path) -> bool:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue() != source.with_suffix(".mo").read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
