"""The kinds of uploads and their largest sizes in bytes. Each app registers its kinds in ``apps.py``."""

MAX_BYTES: dict[str, int] = {}


def register(kind: str, largest: int) -> None:
    """Allow uploads of ``kind`` with at most ``largest`` bytes."""
    MAX_BYTES[kind] = largest
