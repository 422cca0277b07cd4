"""Compare our paragraphs with those of WordPress's own ``wpautop``, for all texts of exports:

    python -m tests.wordpress.compare_paragraphs FILE…

It needs PHP and WordPress (Debian: ``apt-get install php-cli wordpress``; another place: ``WORDPRESS=/path``).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django

import tests.environment  # noqa: F401

WORDPRESS = Path(os.environ.get("WORDPRESS", "/usr/share/wordpress"))
# The part of the texts that may differ.
MOST_DIFFERENT = 0.005
PROGRAM = """
require $argv[1] . '/wp-includes/formatting.php';
echo json_encode(array_map('wpautop', json_decode(stream_get_contents(STDIN), true)));
"""


def main(files: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from wordpress.content.paragraphs import add_paragraphs

    php, formatting = shutil.which("php"), WORDPRESS / "wp-includes" / "formatting.php"
    if not php or not formatting.exists():
        print("PHP or WordPress is missing: apt-get install php-cli wordpress")
        return 2
    texts = [text for file in files for text in _texts(Path(file))]
    answer = subprocess.run(
        [php, "-d", "memory_limit=1G", "-d", "pcre.backtrack_limit=100000000", "-r", PROGRAM, str(WORDPRESS)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    expected = json.loads(answer.stdout)
    different = sum(add_paragraphs(text) != html for text, html in zip(texts, expected, strict=True))
    print(f"{len(texts) - different} of {len(texts)} texts are equal, byte for byte")
    return int(different > len(texts) * MOST_DIFFERENT)


def _texts(file: Path) -> Iterator[str]:
    from wordpress.parse import UnreadableExportError, read_items

    try:
        with file.open("rb") as export:
            yield from (item.content for item in read_items(export) if item.content.strip())
    except UnreadableExportError as error:
        print(f"{file.name}: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
