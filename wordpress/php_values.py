"""Read what PHP's ``serialize`` has written (https://www.php.net/manual/en/function.serialize.php), without objects."""

from typing import Any

# Deeper ones are made to exhaust whoever reads them.
MAX_DEPTH = 20


def read_php(text: str) -> Any:
    """Return the value: a text, a number, a boolean, ``None``, or a ``dict`` for an array.

    Raises ``ValueError`` if it is no serialised value.
    """
    content = text.strip().encode()
    try:
        value, end = _read(content, 0, 0)
    except (IndexError, UnicodeDecodeError) as error:
        raise ValueError("cut off") from error
    if end != len(content):
        raise ValueError("something follows the value")
    return value


def _read(content: bytes, start: int, depth: int) -> tuple[Any, int]:
    """Return the value at ``start``, and where it ends."""
    kind = content[start : start + 2]
    if kind == b"N;":
        return None, start + 2
    if kind in (b"b:", b"i:", b"d:"):
        end = content.index(b";", start)
        written = content[start + 2 : end]
        return (float(written) if kind == b"d:" else int(written)) if kind != b"b:" else written == b"1", end + 1
    if kind == b"s:":
        return _read_text(content, start + 2)
    if kind == b"a:" and depth < MAX_DEPTH:
        return _read_array(content, start + 2, depth)
    raise ValueError(f"no value at byte {start}")


def _read_length(content: bytes, start: int) -> tuple[int, int]:
    end = content.index(b":", start)
    written = content[start:end]
    if not written.isdigit():
        raise ValueError(f"no length at byte {start}")
    return int(written), end + 1


def _read_text(content: bytes, start: int) -> tuple[str, int]:
    """The length of a text is that of its bytes. Many exports have another encoding than WordPress had, so that it is
    wrong: then the text ends at the next ``";``."""
    length, start = _read_length(content, start)
    end = start + 1 + length
    if content[start : start + 1] != b'"':
        raise ValueError(f"no text at byte {start}")
    if content[end : end + 2] != b'";':
        end = content.index(b'";', start + 1)
    return content[start + 1 : end].decode(), end + 2


def _read_array(content: bytes, start: int, depth: int) -> tuple[dict[Any, Any], int]:
    count, position = _read_length(content, start)
    array: dict[Any, Any] = {}
    position += 1
    for _number in range(count):
        key, position = _read(content, position, depth + 1)
        array[key if isinstance(key, str | int) else str(key)], position = _read(content, position, depth + 1)
    if content[position : position + 1] != b"}":
        raise ValueError(f"the array does not end at byte {position}")
    return array, position + 1
