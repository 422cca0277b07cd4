import ipaddress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.http import ForwardedHeadersMiddleware

PROXY = "10.0.0.7"


@pytest.fixture
def seen(settings):
    """What the site believes of a request that came from ``address`` with ``headers``."""
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]

    def ask(address, **headers):
        request = RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)
        ForwardedHeadersMiddleware(lambda _request: HttpResponse())(request)
        return request

    return ask


def test_trusted_proxy_may_say_that_it_was_https(seen):
    assert seen(PROXY, x_forwarded_proto="https").is_secure()


@pytest.mark.parametrize("address", ["203.0.113.9", "", "unix:"])
def test_anyone_else_may_not(seen, address):
    assert not seen(address, x_forwarded_proto="https").is_secure()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto"])
def test_each_forwarded_header_of_a_stranger_is_gone(seen, header):
    assert header not in seen("203.0.113.9", **{header: "1"}).headers


def test_middleware_stands_before_all_others(settings):
    assert settings.MIDDLEWARE[0] == "core.http.ForwardedHeadersMiddleware"
