"""Several people at random at one article: no text is lost, and none is overwritten by somebody who has not seen it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from blog.desk.saving import current
from blog.models import Post, Revision
from tests.blog.desk.conftest import Tab


@dataclass
class Writer:
    """A tab, and the number of texts that its person has written."""

    name: str
    tab: Tab
    texts: int = 0


class RandomDesks:
    """``act()`` does something at random and checks what it changed. Each text is unlike all others.

    ``sent`` are all texts that the server has answered for; ``replaced`` are those in whose place their own writer, who
    had seen them, has put another in the same sitting.
    """

    def __init__(self, seed: int, tabs: list[Tab], move_clock: Callable[..., None]) -> None:
        self.random = Random(seed)
        self.move_clock = move_clock
        self.writers = [Writer(f"w{number}", tab) for number, tab in enumerate(tabs)]
        self.sent = {"<p>Beginning.</p>"}
        self.replaced: set[str] = set()
        self.changed_elsewhere = 0
        first = self.writers[0].tab.open()
        first.send(title="Strong hips", body="<p>Beginning.</p>")
        self.post = Post.objects.get(pk=first.pk)
        for writer in self.writers[1:]:
            writer.tab.open(first.pk)
        self.acts: list[Callable[[Writer], object]] = [
            *[self.save] * 8,
            *[self.save_unheard] * 3,
            *[self.publish, self.reload, self.repeat, self.wait, self.restore] * 2,
            *[self.discard, self.hide, self.schedule, self.change_elsewhere],
        ]

    def act(self) -> None:
        writer, act = self.random.choice(self.writers), self.random.choice(self.acts)
        done = f"{act.__name__} by {writer.name}: {act(writer)}"
        kept = {one.content.get("body") for one in Revision.objects.for_entry(self.post)}
        kept.add(self.fresh().body)
        assert not self.sent - self.replaced - kept, f"lost by {done}"

    def fresh(self) -> Post:
        self.post.refresh_from_db()
        return self.post

    def write(self, writer: Writer) -> None:
        writer.texts += 1
        words = "word " * self.random.choice([1, 1, 200])
        writer.tab.number += 1
        writer.tab.content = {**writer.tab.content, "body": f"<p>{writer.name} {writer.texts} {words}</p>"}

    def send(self, writer: Writer, name: str = "save", **more: Any) -> Any:
        """Send what is on the screen, and check that nothing is overwritten unseen."""
        tab, before = writer.tab, current(self.fresh())
        text = tab.content["body"]
        response = tab.repeat(name, **more)
        assert response.status_code in (200, 409), response.content
        self.sent.add(text)
        is_own = before.newest is not None and before.newest.device == tab.device
        is_changed = current(self.fresh()).content != before.content
        if response.status_code == 200 and is_changed:
            assert tab.base == before.base or (is_own and not before.outside), "overwritten unseen"
            if is_own and tab.base == before.base and before.content["body"] != text:
                self.replaced.add(before.content["body"])
        return response

    def hear(self, writer: Writer, response: Any) -> int:
        """Do what the script does with the answer. After a conflict, the person takes one of the texts."""
        answer = response.json()
        if response.status_code == 200:
            writer.tab.take(answer)
        else:
            writer.tab.base = answer["base"]
            if self.random.random() < 0.5:
                writer.tab.content = answer["content"]
        return int(response.status_code)

    def save(self, writer: Writer) -> int:
        self.write(writer)
        return self.hear(writer, self.send(writer))

    def save_unheard(self, writer: Writer) -> int:
        """The answer is lost: what is written next is sent with the same base."""
        self.write(writer)
        return int(self.send(writer).status_code)

    def repeat(self, writer: Writer) -> int:
        return self.hear(writer, self.send(writer))

    def publish(self, writer: Writer) -> int:
        self.write(writer)
        return self.hear(writer, self.send(writer, "publish"))

    def schedule(self, writer: Writer) -> int:
        self.write(writer)
        when = timezone.now() + timedelta(minutes=self.random.choice([5, 60]))
        return self.hear(writer, self.send(writer, "publish", when=when.isoformat()))

    def reload(self, writer: Writer) -> str:
        writer.tab.open(self.post.pk)
        writer.tab.number = 0
        return writer.tab.base

    def wait(self, writer: Writer) -> int:
        minutes = self.random.choice([1, 20, 45])
        self.move_clock(minutes=minutes)
        return minutes

    def restore(self, writer: Writer) -> int:
        version = self.random.choice(list(Revision.objects.for_entry(self.post)))
        url = f"{writer.tab.addresses['versions']}{version.pk}/restore/"
        response = writer.tab.client.post(url, headers={"Accept": "application/json"})
        writer.tab.take(response.json())
        return int(version.pk)

    def discard(self, writer: Writer) -> int:
        response = writer.tab.post("discard")
        writer.tab.take(response.json())
        return int(response.status_code)

    def hide(self, writer: Writer) -> int:
        return int(writer.tab.post(self.random.choice(["unpublish", "private", "draft"])).status_code)

    def change_elsewhere(self, writer: Writer) -> str:
        """A program changes the row."""
        before, self.changed_elsewhere = self.fresh().body, self.changed_elsewhere + 1
        text = f"<p>elsewhere {self.changed_elsewhere}</p>"
        if before.startswith("<p>elsewhere"):
            self.replaced.add(before)
        Post.objects.filter(pk=self.post.pk).update(body=text)
        self.sent.add(text)
        return text
