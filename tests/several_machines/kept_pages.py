"""The property of the kept pages on several machines: after any act, all give the page that is built anew."""

from contextlib import ExitStack

import httpx
from django.core.wsgi import get_wsgi_application

from pagecache.serving import KeptPages
from pagecache.token import read_token
from tests.pagecache.conftest import Answer, Reader
from tests.pagecache.page_cache_property import built_anew
from tests.pagecache.random_acts import RandomSite
from tests.served_site import START_TIMEOUT
from tests.several_machines.machines import SeveralMachines

# Workers write too. A page that they change while it is compared is compared again.
ATTEMPTS = 20


class HereReader(Reader):
    """Builds in this process, which has the settings of the machines."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host

    def environ(self, url: str, method: str = "GET", body: bytes = b"", **environ: str) -> dict[str, object]:
        own = {"HTTP_HOST": self.host, "HTTP_X_FORWARDED_PROTO": "http"}
        return super().environ(url, method, body, **own, **environ)


class Comparison:
    def __init__(self, site: SeveralMachines, stack: ExitStack) -> None:
        host = site.url.removeprefix("http://")
        self.reader = HereReader(host)
        self.pages = KeptPages(get_wsgi_application())
        headers = {"Host": host, "Accept-Encoding": "identity"}
        self.clients = [
            stack.enter_context(httpx.Client(base_url=machine.url, headers=headers, timeout=START_TIMEOUT))
            for machine in site.web
        ]
        self.compared = 0

    def compare(self, url: str, done: str) -> None:
        for _attempt in range(ATTEMPTS):
            before = read_token()
            answers = [_shown(client.get(url)) for client in self.clients]
            anew = _shown(built_anew(self.reader, self.pages, [url])[url])
            if before == read_token():
                break
        for number, answer in enumerate(answers, 1):
            assert answer == anew, f"web {number}: {url} is stale after {done}"
        self.compared += 1


def _shown(answer: "httpx.Response | Answer") -> tuple[int, str | None, str | None, bytes]:
    if isinstance(answer, Answer):
        return answer.status, answer.headers.get("etag"), answer.headers.get("location"), answer.body
    return answer.status_code, answer.headers.get("etag"), answer.headers.get("location"), answer.content


def check_property(site: SeveralMachines, acts: int, seed: int) -> int:
    """Do ``acts`` at random, and compare after each. Returns how many pages were compared."""
    random_site = RandomSite(seed, lambda **_by: None)
    with ExitStack() as stack:
        comparison = Comparison(site, stack)
        for number in range(acts):
            done = f"act {number}, {random_site.act_among_others()} (seed {seed})"
            for url in random_site.urls():
                comparison.compare(url, done)
        return comparison.compared
