"""Readers who read, listen and write at all machines at once, while their memory is watched."""

import itertools
import time
from threading import Event, Thread
from typing import Self

import httpx
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from blog.models import Address
from comments.models import Comment, ScreeningRules
from tests.factories import make_post
from tests.operations.traffic import PAUSE, Traffic
from tests.served_site import START_TIMEOUT
from tests.several_machines.machines import SeveralMachines

AUDIO = bytes(range(256)) * 8192
PIECE = 100_000
# What fills up at first, such as kept pages, is full after so many minutes.
WARM_UP = 2
# A share of the memory at that time.
MOST_GROWTH = 0.1


class Listener:
    """Asks for one piece of a file after the other. ``failed`` are wrong ones."""

    def __init__(self, url: str, path: str) -> None:
        self.url, self.path = url, path
        self.over = Event()
        self.pieces = 0
        self.failed: list[str] = []
        self.thread = Thread(target=self._listen)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def _listen(self) -> None:
        with httpx.Client(base_url=self.url, timeout=START_TIMEOUT) as client:
            for start in itertools.cycle(range(0, len(AUDIO), PIECE)):
                if self.over.wait(PAUSE * 3):
                    return
                answer = client.get(self.path, headers={"Range": f"bytes={start}-{start + PIECE - 1}"})
                if (answer.status_code, answer.content) != (206, AUDIO[start : start + PIECE]):
                    self.failed.append(f"{self.path} from {start}: {answer.status_code}")
                self.pieces += 1


def run(site: SeveralMachines, minutes: float) -> list[str]:
    """Print the memory of each machine each minute. Returns what was wrong."""
    # What acts before have made of the article could be anything, and they may have closed older ones to comments.
    ScreeningRules.objects.update(close_after_days=0)
    Address.objects.filter(slug="hips").update(slug="hips-of-acts")
    make_post("hips", title="Hips")
    audio = default_storage.url(default_storage.save("podcast/hips.mp3", ContentFile(AUDIO)))
    measured: list[dict[str, float]] = []
    with Traffic(site.url) as traffic, Listener(site.url, audio) as listener:
        deadline = time.monotonic() + 60 * minutes
        while (left := deadline - time.monotonic()) > 0:
            time.sleep(min(60, left))
            measured.append(site.memory())
            columns = "  ".join(f"{name} {size:5.0f}" for name, size in measured[-1].items())
            print(
                f"after {len(measured):2} min, PSS in MB:  {columns}  all {sum(measured[-1].values()):5.0f}", flush=True
            )
    answered = {**traffic.answered, "pieces of audio": listener.pieces}
    print(f"Answers: {answered}. Failed: {len(traffic.failed) + len(listener.failed)}", flush=True)
    kept = set(Comment.objects.values_list("text", flat=True))
    lost = [f"lost: {text}" for text in traffic.acknowledged if text not in kept]
    return [*traffic.failed, *listener.failed, *lost, *_growth(measured)]


def _growth(measured: list[dict[str, float]]) -> list[str]:
    if len(measured) <= WARM_UP:
        return []
    first, last = measured[WARM_UP - 1], measured[-1]
    grown = {name: last[name] / first[name] - 1 for name in last}
    return [f"{name} has grown by {share:.0%}" for name, share in grown.items() if share > MOST_GROWTH]
