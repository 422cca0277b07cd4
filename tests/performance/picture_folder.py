"""Send each file of a folder to the library, and print a table: ``python -m tests.performance.picture_folder FOLDER``.

For Pillow's test images: ``pip download --no-deps --no-binary :all: pillow``, unpack it, and give ``Tests/images``.
The files go through the view of the admin, into a database in a temporary folder, and are then rendered as the worker
would. The exit status is 1 if one of the limits is broken.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.environment import BASE_DIR

MAX_MEMORY_MB = 300
MAX_SECONDS = 2.0
UPLOAD = "/admin/media/picture/upload/"
# What Pillow finds of it in a file.
METADATA = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "iptc"}


@dataclass
class Line:
    """Files with one ending: how many were stored, refused with a sentence, or failed."""

    stored: int = 0
    refused: int = 0
    failed: list[str] = field(default_factory=list)
    with_metadata: list[str] = field(default_factory=list)
    upload_seconds: float = 0.0
    upload_cpu: float = 0.0
    render_cpu: float = 0.0
    memory_mb: float = 0.0
    slowest: str = ""
    largest: str = ""


def main(folder: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="sturdy-pictures-") as data_dir:
        client = set_up(data_dir)
        lines: dict[str, Line] = defaultdict(Line)
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            send(client, file, lines[file.suffix.lower() or "(none)"])
    print_table(lines)
    total = lines.values()
    is_slow = any(line.upload_cpu > MAX_SECONDS for line in total)
    is_large = any(line.memory_mb > MAX_MEMORY_MB for line in total)
    return int(is_slow or is_large or any(line.failed or line.with_metadata for line in total))


def set_up(data_dir: str) -> Any:
    """Return a client whose user may add pictures to an empty site."""
    os.environ.update(
        DATA_DIR=data_dir,
        SECRET_KEY=secrets.token_urlsafe(50),
        DJANGO_SETTINGS_MODULE="config.settings",
        ALLOWED_HOSTS="testserver",
        DATABASE_URL="",
    )
    # Not in this process, whose memory is to be that of the site.
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=BASE_DIR, check=True)
    import django

    django.setup()
    from django.test import Client

    from tests.factories import make_coach

    client = Client(raise_request_exception=False)
    client.force_login(make_coach())
    return client


def send(client: Any, file: Path, line: Line) -> None:
    from django.core.files.uploadedfile import TemporaryUploadedFile

    reset_peak()
    with TemporaryUploadedFile(file.name, "application/octet-stream", file.stat().st_size, None) as upload:
        upload.write(file.read_bytes())
        upload.seek(0)
        began, cpu = time.monotonic(), time.process_time()
        response = client.post(UPLOAD, {"file": upload})
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    if cpu > line.upload_cpu:
        line.upload_cpu, line.slowest = cpu, file.name
    line.upload_seconds = max(line.upload_seconds, seconds)
    if response.status_code == 422 and response.json()["error"]:
        line.refused += 1
    elif response.status_code == 201:
        render(response.json()["pk"], file, line)
    else:
        line.failed.append(f"{file.name}: {response.status_code}")
    if peak_mb() > line.memory_mb:
        line.memory_mb, line.largest = peak_mb(), file.name


def render(pk: int, file: Path, line: Line) -> None:
    from media.models import Picture
    from media.tasks import render_picture

    cpu = time.process_time()
    try:
        render_picture.call(pk)
    except Exception as error:
        line.failed.append(f"{file.name}: {error!r} when rendered")
        return
    line.render_cpu = max(line.render_cpu, time.process_time() - cpu)
    line.stored += 1
    picture = Picture.objects.get(pk=pk)
    renditions = [url for source in picture.sources([480]) for url, _width in source.files]
    if any(has_metadata(url) for url in [picture.url, *renditions]):
        line.with_metadata.append(file.name)


def has_metadata(url: str) -> bool:
    from django.core.files.storage import default_storage
    from PIL import Image

    with default_storage.open(url.removeprefix("/media/")) as stored, Image.open(stored) as image:
        image.load()
        return bool(dict(image.getexif()) or METADATA & image.info.keys())


def reset_peak() -> None:
    """Let Linux measure the peak memory of this process anew (proc(5), ``clear_refs``)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1_000_000


HEAD = ("", "files", "stored", "refused", "failed", "EXIF", "MB", "CPU s", "wall s", "render s", "slowest, largest")


def print_table(lines: dict[str, Line]) -> None:
    row = "{:10}" + " {:>8}" * 9 + "  {}"
    print(row.format(*HEAD))
    for ending, line in sorted(lines.items()):
        counts = (line.stored + line.refused + len(line.failed), line.stored, line.refused, len(line.failed))
        seconds = (f"{value:.2f}" for value in (line.upload_cpu, line.upload_seconds, line.render_cpu))
        memory = f"{line.memory_mb:.0f}"
        print(row.format(ending, *counts, len(line.with_metadata), memory, *seconds, f"{line.slowest}, {line.largest}"))
    total = sum(line.stored + line.refused + len(line.failed) for line in lines.values())
    print(f"{total} files, {sum(line.stored for line in lines.values())} stored")
    for line in lines.values():
        for name in [*line.failed, *line.with_metadata]:
            print(f"  {name}")


if __name__ == "__main__":
    from core.serving.program import ENVIRONMENT

    if (
        not os.environ.keys() >= ENVIRONMENT.keys()
    ):  # The site's processes have it, and it has to be there at the start.
        os.execve(sys.executable, [sys.executable, "-m", str(__spec__.name), *sys.argv[1:]], os.environ | ENVIRONMENT)
    sys.exit(main(Path(sys.argv[1])))
