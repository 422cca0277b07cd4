"""Writes a random secret under ``DATA_DIR`` if there is none: ``python -m config.secret_key``, part of ``make run``.

The site itself never makes one up: on a second machine it would be another one, and sign every reader's links anew.
"""

import os
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import environment


def ensure(data_dir: Path) -> None:
    """Write ``secret-key``, readable by its owner alone. Whole or not at all, and never over one that is there."""
    kept = data_dir / "secret-key"
    if kept.exists():
        return
    draft = data_dir / f"secret-key.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, kept)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def main() -> None:
    try:
        if not environment.env.str("SECRET_KEY", ""):
            ensure(environment.data_dir())
    except ImproperlyConfigured as error:
        sys.exit(f"Sturdy cannot start. {error}")


if __name__ == "__main__":
    main()
