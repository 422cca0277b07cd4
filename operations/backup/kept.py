"""Which backups of a folder there are, and which are kept."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from operations.backup.encryption import SUFFIX
from operations.backup.file_store import FileStore, StoredFile

DAYS, WEEKS, MONTHS = 7, 4, 12
NAME = "%Y-%m-%dT%H%M%SZ.backup"
# Beside each backup: the checksums of its files, so that it need not be decrypted to know which are used. Behind that
# of a file of a remote storage: the hash by which the next backup knows that it need not be read again.
LIST = ".files"


def name_for(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(NAME)


def moment_of(backup: Path) -> datetime:
    """Raises ``ValueError`` if the file is not named like a backup."""
    return datetime.strptime(backup.name.removesuffix(SUFFIX), NAME).replace(tzinfo=UTC)


def list_of(backup: Path) -> Path:
    return backup.with_name(backup.name.removesuffix(SUFFIX) + LIST)


def write_list(backup: Path, stored: Iterable[StoredFile]) -> None:
    text = "".join(sorted({f"{file.checksum} {file.seen_as}".rstrip() + "\n" for file in stored}))
    with open(os.open(list_of(backup), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)


def seen_files(folder: Path) -> dict[str, str]:
    """Return the checksum of each file of a remote storage that the newest backup has, by its ``seen_as``."""
    for backup in backups_in(folder)[:1]:
        if list_of(backup).exists():
            lines = (line.split() for line in list_of(backup).read_text(encoding="ascii").splitlines())
            return {line[1]: line[0] for line in lines if len(line) == 2}
    return {}


def backups_in(folder: Path) -> list[Path]:
    """Return the backups, the newest first."""
    found: dict[Path, datetime] = {}
    for file in [*folder.glob("*.backup"), *folder.glob(f"*.backup{SUFFIX}")]:
        try:
            found[file] = moment_of(file)
        except ValueError:
            continue
    return sorted(found, key=lambda file: found[file], reverse=True)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Return the newest of each of the last 7 days, 4 weeks and 12 months that have any."""
    newest_first = sorted(moments, reverse=True)
    found: set[datetime] = set()
    for number, name in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        periods: dict[str, datetime] = {}
        for moment in newest_first:
            periods.setdefault(moment.strftime(name), moment)
        found |= set(list(periods.values())[:number])
    return found


def delete_old(folder: Path, store: FileStore) -> None:
    """Delete the backups that are not kept, then the files that only they had.

    If a list is missing, no file is deleted, because it might be one of that backup.
    """
    backups = backups_in(folder)
    keep = kept(moment_of(backup) for backup in backups)
    old = [backup for backup in backups if moment_of(backup) not in keep]
    for backup in old:
        backup.unlink()
        list_of(backup).unlink(missing_ok=True)
    lists = [list_of(backup) for backup in backups if backup not in old]
    if all(file.exists() for file in lists):
        # Hashes by which files are seen again are no names of stored files.
        store.delete_all_but({word for file in lists for word in file.read_text(encoding="ascii").split()})
