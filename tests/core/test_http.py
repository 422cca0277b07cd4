import ipaddress

import pytest
from django.test import Client, RequestFactory

from core.web.http import client_ip_address, header_text, is_same_origin

PROXIES = [ipaddress.ip_network(network) for network in ("10.0.0.0/8", "2001:db8::/32")]


def request(remote: str = "203.0.113.9", forwarded: str = "", **headers: str):
    if forwarded:
        headers["X-Forwarded-For"] = forwarded
    return RequestFactory().post("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("remote", "forwarded", "ip_address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.66, <script>", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("2001:db8::1", "2001:470::7", "2001:470::7"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("", "", None),
        ("a-socket", "198.51.100.1", None),
    ],
)
def test_forwarded_ip_address_is_believed_only_of_trusted_proxies(settings, remote, forwarded, ip_address):
    settings.TRUSTED_PROXIES = PROXIES
    assert client_ip_address(request(remote, forwarded)) == ip_address


def test_no_proxy_is_trusted_by_default():
    assert client_ip_address(request("127.0.0.1", "198.51.100.1")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "nonsense"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "http://[broken"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, False),
        ({"Referer": "http://testserver/"}, False),
    ],
)
def test_same_origin_is_recognised_by_either_header(headers, is_ours):
    assert is_same_origin(request(**headers)) is is_ours


def test_trusted_origin_is_a_same_origin(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://coach.example.com"]
    assert is_same_origin(request(Origin="https://coach.example.com"))


def test_admin_keeps_djangos_csrf_protection(db):
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "stored"), [("Firefox", "Firefox"), ("a\x00b", "ab"), ("\udcff", "?"), ("x" * 400, "x" * 300)]
)
def test_header_is_made_storable(sent, stored):
    assert header_text(RequestFactory().get("/", HTTP_USER_AGENT=sent), "User-Agent") == stored


def test_missing_header_is_empty():
    assert header_text(RequestFactory().get("/"), "Referer") == ""
