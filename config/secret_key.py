"""Write a random secret under ``DATA_DIR`` if there is none: ``python -m config.secret_key``, part of ``make run``.

The site itself never creates one. On a second machine it would differ, and links in readers' mails would stop working.
"""

import os
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import environment


def ensure(data_dir: Path) -> None:
    """Write the file ``secret-key``, readable only by its owner. The write is atomic and never replaces a file."""
    target = data_dir / "secret-key"
    if target.exists():
        return
    draft = data_dir / f"secret-key.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, target)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def main() -> None:
    try:
        if not os.environ.get("SECRET_KEY"):
            ensure(environment.data_dir())
    except ImproperlyConfigured as error:
        sys.exit(f"Sturdy cannot start. {error}")


if __name__ == "__main__":
    main()
