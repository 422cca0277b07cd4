"""People who write to a site that is killed meanwhile, and what was acknowledged to them."""

import itertools
import re
import time
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any

import httpx

from tests.operations.traffic import Traffic

CSRF_TOKEN = "a" * 32
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Load(Traffic):
    """Readers who comment, apply and read, and a coach who answers. ``written`` is when the last request that was
    acknowledged began and ended."""

    pause = 0.1

    def __init__(self, url: str, session: str, form: dict[str, Any]) -> None:
        super().__init__(url)
        self.session, self.form = session, form
        self.written = (0.0, 0.0)
        self.applied: list[str] = []
        self.answers: list[str] = []
        self.threads = [Thread(target=work) for work in (self._read, self._write, self._apply, self._answer)]

    def _note(self, send: Any, what: str, expected: int) -> bool:
        begun = time.monotonic()
        is_good = super()._note(send, what, expected)
        if is_good and what == "comment":
            self.written = begun, time.monotonic()
        return is_good

    def _apply(self) -> None:
        for number in itertools.count():
            if self.over.wait(5 * self.pause):
                return
            email = f"applicant{number}@example.org"
            with self._reader(number) as client:
                send = partial(client.post, "/apply/", data={**self.form, "email": email}, headers=SAME_ORIGIN)
                if self._note(send, "application", 303):
                    self.applied.append(email)

    def _answer(self) -> None:
        cookies = {"sessionid": self.session, "csrftoken": CSRF_TOKEN}
        headers = {"X-CSRFToken": CSRF_TOKEN}
        with httpx.Client(**self.options, cookies=cookies, headers=headers) as coach:
            while not self.over.wait(5 * self.pause):
                with suppress(httpx.TransportError):
                    for comment in re.findall(r'id="comment-(\d+)"', coach.get("/admin/inbox/").text):
                        self._answer_one(coach, comment)

    def _answer_one(self, coach: httpx.Client, comment: str) -> None:
        text = f"This answers {comment}."
        act = {"comment": comment, "verb": "answer", "text": text}
        if self._note(lambda: coach.post("/admin/inbox/act/", data=act), "answer", 302):
            self.answers.append(text)

    @property
    def wrong_answers(self) -> list[str]:
        """Answers other than none, and "not at the moment"."""
        return [line for line in self.failed if re.search(r": \d", line) and not line.endswith(": 503")]
