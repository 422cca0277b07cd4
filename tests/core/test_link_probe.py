import socket
import threading
import time
from datetime import timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import pytest
from django.utils import timezone

from core.outbound import link_probe, safe_connections
from core.outbound.connection_faults import ConnectionFault
from tests.external_server import ROBOTS, ExternalServer, Page


def test_probe_sends_a_head_with_our_user_agent(external_server: ExternalServer, settings):
    external_server.pages["/there"] = Page()
    assert link_probe.probe(external_server.url("/there#part")) == link_probe.ProbeResult(200)
    [(method, path, agent)] = external_server.requests
    assert (method, path) == ("HEAD", "/there")
    assert settings.SITE_URL in agent


def test_refused_head_is_followed_by_a_get(external_server: ExternalServer):
    external_server.pages["/there"] = Page(head=405)
    assert link_probe.probe(external_server.url("/there")).status == 200
    assert [method for method, *_rest in external_server.requests] == ["HEAD", "GET"]


def test_redirects_are_followed_to_the_end(external_server: ExternalServer):
    external_server.pages |= {f"/{n}": Page(302, location=f"/{n + 1}") for n in range(5)} | {"/5": Page()}
    assert link_probe.probe(external_server.url("/0")) == link_probe.ProbeResult(
        200, final_url=external_server.url("/5")
    )


def test_number_of_redirects_is_limited(external_server: ExternalServer):
    external_server.pages["/0"] = Page(302, location="/0")
    assert link_probe.probe(external_server.url("/0")).fault == ConnectionFault.REDIRECTS
    assert len(external_server.requests) == link_probe.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:7f00:1]", "[::7f00:1]"]
)
def test_private_hosts_are_not_requested(external_server: ExternalServer, host):
    external_server.pages["/there"] = Page()
    assert link_probe.probe(external_server.url("/there", host)).fault == ConnectionFault.NOT_PUBLIC
    external_server.pages["/away"] = Page(302, location=external_server.url("/there", host))
    assert link_probe.probe(external_server.url("/away")).fault == ConnectionFault.NOT_PUBLIC
    assert [path for _method, path, _agent in external_server.requests] == ["/away"]


@pytest.mark.parametrize(
    ("url", "is_public"),
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
        ("2002:5db8:d822::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("::127.0.0.1", False),
        ("::93.184.216.34", False),
        ("::ffff:0:127.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("64:ff9b:1::5db8:d822", False),
        ("64:ff9b::a00:1", False),
        ("fec0::1", False),
        ("feff::1", False),
        ("ff02::1", False),
        ("100::1", False),
        ("2001:20::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("4000::1", False),
        ("5f00::1", False),
        ("192.88.99.1", False),
        ("192.0.0.9", False),
        ("::1", False),
        ("::", False),
    ],
)
def test_public_ip_addresses(url, is_public):
    assert safe_connections.is_public_ip_address(ip_address(url)) == is_public


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://nobody.invalid/", ConnectionFault.NO_SUCH_HOST),
        ("http://a..b/", ConnectionFault.BAD_URL),
        ("http://127.0.0.2:25/", ConnectionFault.BAD_URL),
        ("http://127.0.0.2:99999/", ConnectionFault.BAD_URL),
        ("ftp://127.0.0.2/", ConnectionFault.BAD_URL),
        ("http:///", ConnectionFault.BAD_URL),
    ],
)
def test_invalid_url_is_a_fault(external_server, url, fault):
    assert link_probe.probe(url).fault == fault


def test_slow_response_times_out(external_server: ExternalServer, monkeypatch):
    monkeypatch.setattr(link_probe, "DEADLINE", 0.5)
    external_server.pages["/slow"] = Page(drip=True)
    assert link_probe.probe(external_server.url("/slow")).fault == ConnectionFault.NO_ANSWER


@pytest.mark.parametrize("response", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 302 \r\nLocation: http://a:b/\r\n\r\n"])
def test_garbled_response_is_a_fault(external_server, response):
    with socket.create_server(("127.0.0.2", 0)) as server:
        thread = threading.Thread(target=_respond, args=[server, response])
        thread.start()
        url = f"http://127.0.0.2:{server.getsockname()[1]}/"
        assert link_probe.probe(url).fault in (ConnectionFault.NO_ANSWER, ConnectionFault.BAD_URL)
        thread.join()


def _respond(server: socket.socket, response: bytes) -> None:
    connection, _address = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(response)


def test_missing_certificate_is_a_fault_of_its_own(external_server: ExternalServer):
    url = external_server.url().replace("http://", "https://")
    assert link_probe.probe(url).fault == ConnectionFault.BAD_CERTIFICATE


RULES = b"User-agent: *\nDisallow: /private/\n"


def test_url_forbidden_by_robots_txt_is_not_requested(external_server: ExternalServer):
    external_server.pages |= {ROBOTS: Page(content=RULES), "/private/a": Page(), "/b": Page()}
    assert link_probe.probe(external_server.url("/private/a")).fault == ConnectionFault.DISALLOWED
    assert external_server.requests == []
    assert link_probe.probe(external_server.url("/b")).status == 200
    assert external_server.robots_requests == 1


def test_redirect_to_a_forbidden_url_is_not_followed(external_server: ExternalServer):
    external_server.pages |= {
        ROBOTS: Page(content=RULES),
        "/a": Page(302, location=external_server.url("/private/", "127.0.0.3")),
        "/private/": Page(),
    }
    assert link_probe.probe(external_server.url("/a")).fault == ConnectionFault.DISALLOWED
    assert [path for _method, path, _agent in external_server.requests] == ["/a"]


def test_redirected_robots_txt_is_read(external_server: ExternalServer):
    external_server.pages |= {ROBOTS: Page(301, location="/rules"), "/rules": Page(content=RULES)}
    assert link_probe.probe(external_server.url("/private/")).fault == ConnectionFault.DISALLOWED


@pytest.mark.parametrize(
    "rules", [Page(404), Page(500), Page(403, content=RULES), Page(302, location=ROBOTS), Page(drip=True)]
)
def test_page_is_requested_without_a_readable_robots_txt(external_server: ExternalServer, rules):
    external_server.pages |= {ROBOTS: rules, "/private/": Page()}
    assert link_probe.probe(external_server.url("/private/")).status == 200


def test_endless_robots_txt_is_read_in_part(external_server: ExternalServer):
    external_server.pages |= {ROBOTS: Page(content=RULES + b"#" * 2_000_000), "/private/": Page()}
    assert link_probe.probe(external_server.url("/private/")).fault == ConnectionFault.DISALLOWED


@pytest.mark.parametrize(
    "rules",
    [
        "\ufeffUser-agent: *\nDisallow: /private/",
        "User-agent: *\nAllow: /\nDisallow: /*/wherever",
        "User-agent: *\nDisallow: /\n\nUser-agent: sturdy\nAllow: /\nDisallow: /private/",
    ],
    ids=["byte order mark", "longest rule", "rules of our own"],
)
def test_robots_txt_is_read_as_in_rfc_9309(external_server: ExternalServer, rules):
    external_server.pages |= {ROBOTS: Page(content=rules.encode()), "/private/wherever": Page(), "/b": Page()}
    assert link_probe.probe(external_server.url("/private/wherever")).fault == ConnectionFault.DISALLOWED


def test_expensive_robots_txt_is_evaluated_quickly(external_server: ExternalServer):
    rule = f"User-agent: *\nDisallow: /{'*a' * 200}$\n" * 500
    external_server.pages |= {ROBOTS: Page(content=rule.encode()), f"/{'a' * 199}b": Page()}
    start = time.monotonic()
    assert link_probe.probe(external_server.url(f"/{'a' * 199}b")).status == 200
    assert time.monotonic() - start < link_probe.PAUSE + 5


@pytest.mark.parametrize(
    ("status", "retry_after", "delay"),
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
def test_retry_after_in_seconds_is_read(external_server: ExternalServer, status, retry_after, delay):
    external_server.pages["/busy"] = Page(status, retry_after=retry_after)
    assert link_probe.probe(external_server.url("/busy")) == link_probe.ProbeResult(status, retry_after=delay)


def test_retry_after_as_a_date_is_read(external_server: ExternalServer):
    moment = timezone.now() + timedelta(hours=2)
    external_server.pages["/busy"] = Page(503, retry_after=format_datetime(moment, usegmt=True))
    assert timedelta(minutes=119) < link_probe.probe(external_server.url("/busy")).retry_after <= timedelta(hours=2)


def test_busy_response_is_not_followed_by_a_get(external_server: ExternalServer):
    external_server.pages["/busy"] = Page(429)
    link_probe.probe(external_server.url("/busy"))
    assert [method for method, *_rest in external_server.requests] == ["HEAD"]
