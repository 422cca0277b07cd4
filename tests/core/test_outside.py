import socket
import threading
from datetime import timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import pytest
from django.utils import timezone

from core import outside, servers
from core.servers import Fault
from tests.outside_server import ROBOTS, OutsideServer, Page


def test_page_is_asked_for_without_its_content_and_by_our_name(outside_server: OutsideServer, settings):
    outside_server.pages["/there"] = Page()
    assert outside.ask(outside_server.url("/there#part")) == outside.Answer(200)
    [(method, path, agent)] = outside_server.asked
    assert (method, path) == ("HEAD", "/there")
    assert settings.SITE_URL in agent


def test_who_refuses_a_head_is_asked_for_the_page(outside_server: OutsideServer):
    outside_server.pages["/there"] = Page(head=405)
    assert outside.ask(outside_server.url("/there")).status == 200
    assert [method for method, *_rest in outside_server.asked] == ["HEAD", "GET"]


def test_redirects_are_followed_to_the_end(outside_server: OutsideServer):
    outside_server.pages |= {f"/{n}": Page(302, location=f"/{n + 1}") for n in range(5)} | {"/5": Page()}
    assert outside.ask(outside_server.url("/0")) == outside.Answer(200, led_to=outside_server.url("/5"))


def test_redirects_are_not_followed_for_ever(outside_server: OutsideServer):
    outside_server.pages["/0"] = Page(302, location="/0")
    assert outside.ask(outside_server.url("/0")).fault == Fault.REDIRECTS
    assert len(outside_server.asked) == outside.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:7f00:1]"]
)
def test_nobody_of_this_machine_is_asked(outside_server: OutsideServer, host):
    outside_server.pages["/there"] = Page()
    assert outside.ask(outside_server.url("/there", host)).fault == Fault.NOT_PUBLIC
    outside_server.pages["/away"] = Page(302, location=outside_server.url("/there", host))
    assert outside.ask(outside_server.url("/away")).fault == Fault.NOT_PUBLIC
    assert [path for _method, path, _agent in outside_server.asked] == ["/away"]


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::7f00:1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_what_is_public(address, is_public):
    assert servers.is_public(ip_address(address)) == is_public


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://nobody.invalid/", Fault.NO_SUCH_HOST),
        ("http://a..b/", Fault.BAD_ADDRESS),
        ("http://127.0.0.2:25/", Fault.BAD_ADDRESS),
        ("http://127.0.0.2:99999/", Fault.BAD_ADDRESS),
        ("ftp://127.0.0.2/", Fault.BAD_ADDRESS),
        ("http:///", Fault.BAD_ADDRESS),
    ],
)
def test_what_can_not_be_asked(outside_server, address, fault):
    assert outside.ask(address).fault == fault


def test_who_answers_a_byte_at_a_time_is_left_in_time(outside_server: OutsideServer, monkeypatch):
    monkeypatch.setattr(outside, "DEADLINE", 0.5)
    outside_server.pages["/slow"] = Page(drip=True)
    assert outside.ask(outside_server.url("/slow")).fault == Fault.SILENCE


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 302 \r\nLocation: http://a:b/\r\n\r\n"])
def test_who_talks_nonsense_is_survived(outside_server, answer):
    with socket.create_server(("127.0.0.2", 0)) as server:
        thread = threading.Thread(target=_say, args=[server, answer])
        thread.start()
        address = f"http://127.0.0.2:{server.getsockname()[1]}/"
        assert outside.ask(address).fault in (Fault.SILENCE, Fault.BAD_ADDRESS)
        thread.join()


def _say(server: socket.socket, answer: bytes) -> None:
    connection, _address = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(answer)


def test_server_without_a_certificate_is_told_from_a_silent_one(outside_server: OutsideServer):
    address = outside_server.url().replace("http://", "https://")
    assert outside.ask(address).fault == Fault.BAD_CERTIFICATE


RULES = b"User-agent: *\nDisallow: /private/\n"


def test_what_robots_txt_forbids_is_not_asked_for(outside_server: OutsideServer):
    outside_server.pages |= {ROBOTS: Page(content=RULES), "/private/a": Page(), "/b": Page()}
    assert outside.ask(outside_server.url("/private/a")).fault == Fault.UNWANTED
    assert outside_server.asked == []
    assert outside.ask(outside_server.url("/b")).status == 200
    assert outside_server.asked_for_rules == 1


def test_redirect_to_what_is_forbidden_is_not_followed(outside_server: OutsideServer):
    outside_server.pages |= {
        ROBOTS: Page(content=RULES),
        "/a": Page(302, location=outside_server.url("/private/", "127.0.0.3")),
        "/private/": Page(),
    }
    assert outside.ask(outside_server.url("/a")).fault == Fault.UNWANTED
    assert [path for _method, path, _agent in outside_server.asked] == ["/a"]


def test_robots_txt_may_stand_elsewhere(outside_server: OutsideServer):
    outside_server.pages |= {ROBOTS: Page(301, location="/rules"), "/rules": Page(content=RULES)}
    assert outside.ask(outside_server.url("/private/")).fault == Fault.UNWANTED


@pytest.mark.parametrize(
    "rules", [Page(404), Page(500), Page(403, content=RULES), Page(302, location=ROBOTS), Page(drip=True)]
)
def test_without_rules_to_read_the_page_is_asked_for(outside_server: OutsideServer, rules):
    outside_server.pages |= {ROBOTS: rules, "/private/": Page()}
    assert outside.ask(outside_server.url("/private/")).status == 200


def test_robots_txt_without_an_end_is_read_in_part(outside_server: OutsideServer):
    outside_server.pages |= {ROBOTS: Page(content=RULES + b"#" * 2_000_000), "/private/": Page()}
    assert outside.ask(outside_server.url("/private/")).fault == Fault.UNWANTED


@pytest.mark.parametrize(
    ("status", "retry_after", "rest"),
    [
        (429, "120", timedelta(minutes=2)),
        (503, "3600", timedelta(hours=1)),
        (429, "", timedelta()),
        (429, "-5", timedelta()),
        (503, "soon", timedelta()),
        (503, "9" * 5000, timedelta()),
        (429, "Wed, 21 Oct 2015 07:28:00 GMT", timedelta()),
        (404, "120", timedelta()),
    ],
)
def test_server_says_how_long_it_wants_to_be_left_alone(outside_server: OutsideServer, status, retry_after, rest):
    outside_server.pages["/busy"] = Page(status, retry_after=retry_after)
    assert outside.ask(outside_server.url("/busy")) == outside.Answer(status, rest=rest)


def test_rest_may_be_a_date(outside_server: OutsideServer):
    then = timezone.now() + timedelta(hours=2)
    outside_server.pages["/busy"] = Page(503, retry_after=format_datetime(then, usegmt=True))
    assert timedelta(minutes=119) < outside.ask(outside_server.url("/busy")).rest <= timedelta(hours=2)


def test_who_is_asked_too_much_is_not_asked_again_at_once(outside_server: OutsideServer):
    outside_server.pages["/busy"] = Page(429)
    outside.ask(outside_server.url("/busy"))
    assert [method for method, *_rest in outside_server.asked] == ["HEAD"]
