"""What stands in the log: what happened and in which request, and nothing that tells who somebody is."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.tasks import task
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from pytest_django import Settings

from comments.models import Comment
from core import tokens
from core.logs.formatters import JSONFormatter, LineFormatter
from core.logs.scrubbing import scrub, scrub_message
from tests.akismet_server import INVALID, AkismetServer
from tests.factories import make_post

pytestmark = pytest.mark.django_db

IP, IP6 = "198.51.100.77", "2001:db8::7"
PERSON = {
    "name": "Nadia Sommer",
    "email": "nadia.sommer@example.org",
    "text": "My knee hurts when I kneel.",
    "phone": "+49 151 2345678",
}
TOKEN = tokens.sign("somebody", 12)
PERSONAL = (*PERSON.values(), IP, IP6, TOKEN, TOKEN.rpartition(".")[2], "slipped disc")


@pytest.fixture(params=[LineFormatter, JSONFormatter])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged, at the levels that the settings have."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(request.param())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


class FailingMiddleware:
    """The worst that a view could do: an error whose message holds all that the reader sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        pass

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address, path = request.META.get("REMOTE_ADDR"), request.get_full_path()
        raise ValueError(f"{request.POST.dict()!r} of {address} and {IP6} can't be stored at {path}")


def public_urls() -> Iterator[str]:
    """The URLs of all private links, of all public forms, and of what else needs no other row."""
    values = {"token": TOKEN, "slug": "hips", "pk": 1}

    def urls_of(resolver: URLResolver) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from urls_of(pattern) if not str(pattern.pattern).startswith("admin") else ()
            elif isinstance(pattern.pattern, RoutePattern) and pattern.name:
                names = pattern.pattern.converters.keys()
                if names <= values.keys():
                    yield reverse(pattern.name, kwargs={name: values[name] for name in names} or None)

    yield from urls_of(get_resolver())
    yield reverse("account_reset_password_from_key", kwargs={"uidb36": "2s", "key": TOKEN})


def test_no_error_of_any_public_page_tells_who_it_was(log: io.StringIO, settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.FailingMiddleware"]
    client = Client(raise_request_exception=False, REMOTE_ADDR=IP, headers={"Sec-Fetch-Site": "same-origin"})
    urls = list(public_urls())
    for url in urls:
        client.post(url, PERSON, query_params={"q": "slipped disc"})
    logged = log.getvalue()
    assert sum(TOKEN in url for url in urls) >= 25
    assert logged.count("Internal Server Error") == len(urls) >= 70
    assert "/comments/mine/…/edit/" in logged
    assert [text for text in PERSONAL if text in logged] == []


def test_what_goes_wrong_with_a_comment_is_logged_without_its_reader(
    log: io.StringIO, akismet_server: AkismetServer, run_tasks: Callable[..., Any]
) -> None:
    akismet_server.reply = INVALID
    make_post("hips")
    client = Client(REMOTE_ADDR=IP, headers={"Sec-Fetch-Site": "same-origin"})
    response = client.post("/hips/comments/new/", {**PERSON, "website": "", "parent": ""})
    run_tasks()
    client.get(response["Location"])
    assert Comment.objects.get().email == PERSON["email"]
    assert "Akismet gave no answer" in log.getvalue()
    assert [text for text in (*PERSONAL, response["Location"]) if text in log.getvalue()] == []


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("to nadia.sommer@example.org.", "to (e-mail)."),
        ("<n%40example.org>", "<(e-mail)>"),
        ("from 198.51.100.77:443", "from (IP):443"),
        ("from 2001:db8:0:1:2:3:4:5, ::1 and fe80::1", "from (IP), (IP) and (IP)"),
        ("at 12:30:45 in core::x", "at 12:30:45 in core::x"),
        ("/search/?q=slipped+disc was slow", "/search/?… was slow"),
        ("/hips/?", "/hips/?"),
        ("/10-best-exercises-for-the-lower-back/", "/10-best-exercises-for-the-lower-back/"),
        # Without a name of its own, the case would be called by the time in the token.
        pytest.param(f"/guest/{TOKEN}/", "/guest/(token)/", id="token"),
        ("key 0123456789abcdef0123", "key (token)"),
        ("Task 3fa85f64-5717-4562-b3fc-2c963f66afa6", "Task 3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    ],
)
def test_text_is_scrubbed(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("invalid literal for int(): 'Nadia\\'s knee'", "invalid literal for int(): '…'"),
        ("can't decode \"Nadia", 'can\'t decode "…"'),
        ("DETAIL:  Key (name)=(Nadia) already exists.", "DETAIL:  Key (name)=(…) already exists."),
        ("Failing row contains (1, Nadia, null).", "Failing row contains (…)."),
        ("The file “knee.jpg” is damaged.", "The file “…” is damaged."),
    ],
)
def test_values_in_the_message_of_an_exception_are_scrubbed(text: str, scrubbed: str) -> None:
    assert scrub_message(text) == scrubbed


def fail() -> None:
    try:
        int("Nadia")
    except ValueError as error:
        raise RuntimeError("no number") from error


def log_failure() -> None:
    try:
        fail()
    except RuntimeError:
        logging.getLogger("tests").exception("It failed\nfor %s", "nadia@example.org")


@pytest.mark.parametrize("log", [LineFormatter], indirect=True)
def test_line_has_the_traceback_with_its_cause_and_can_not_be_forged(log: io.StringIO) -> None:
    log_failure()
    first, *rest = log.getvalue().splitlines()
    assert first.endswith(" It failed\\nfor (e-mail)")
    assert "ValueError: invalid literal for int() with base 10: '…'" in rest
    assert '    int("Nadia")' in rest
    assert rest[-1] == "RuntimeError: no number"


@pytest.mark.parametrize("log", [JSONFormatter], indirect=True)
def test_json_is_one_object_a_line(log: io.StringIO) -> None:
    log_failure()
    [line] = log.getvalue().splitlines()
    parts = json.loads(line)
    assert (parts["level"], parts["logger"], parts["message"]) == ("ERROR", "tests", "It failed\nfor (e-mail)")
    assert parts["error"].endswith("RuntimeError: no number")
    assert parts["time"].endswith("+00:00")


@pytest.fixture
def failing(settings: Settings) -> Client:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.FailingMiddleware"]
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    return Client(raise_request_exception=False)


def test_id_of_a_request_is_sent_back_and_logged(log: io.StringIO, failing: Client) -> None:
    first, second = (failing.get("/account/login/")["X-Request-ID"] for _ in range(2))
    assert first != second
    assert first in log.getvalue()
    assert second in log.getvalue()


def test_id_of_a_trusted_proxy_is_taken(log: io.StringIO, failing: Client) -> None:
    response = failing.get("/account/login/", REMOTE_ADDR="10.0.0.7", headers={"X-Request-ID": "of-the-proxy"})
    assert response["X-Request-ID"] == "of-the-proxy"
    assert "of-the-proxy" in log.getvalue()


@pytest.mark.parametrize(("address", "given"), [(IP, "of-a-stranger"), ("10.0.0.7", "a b\nc"), ("10.0.0.7", "x" * 65)])
def test_other_ids_are_not_taken(failing: Client, address: str, given: str) -> None:
    response = failing.get("/account/login/", REMOTE_ADDR=address, headers={"X-Request-ID": given})
    assert len(response["X-Request-ID"]) == 32


def test_page_for_everybody_has_no_id_and_page_of_one_person_has(client: Client) -> None:
    assert "X-Request-ID" not in client.get("/apply/")
    assert "X-Request-ID" in client.get("/account/login/")


@task
def complain() -> None:
    logging.getLogger("tests").warning("A complaint")


def test_line_of_a_task_has_its_id(log: io.StringIO, run_tasks: Callable[..., Any]) -> None:
    result = complain.enqueue()
    run_tasks()
    assert result.id in log.getvalue()
