import ipaddress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.web.http import ForwardedHeadersMiddleware

PROXY = "10.0.0.7"


@pytest.fixture
def make_request(settings):
    """``make_request(ip_address, **headers)`` is the request after the middleware."""
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]

    def make(ip_address, **headers):
        request = RequestFactory().get("/", REMOTE_ADDR=ip_address, headers=headers)
        ForwardedHeadersMiddleware(lambda _request: HttpResponse())(request)
        return request

    return make


def test_forwarded_https_of_a_trusted_proxy_is_believed(make_request):
    assert make_request(PROXY, x_forwarded_proto="https").is_secure()


@pytest.mark.parametrize("ip_address", ["203.0.113.9", "", "unix:"])
def test_forwarded_https_of_others_is_ignored(make_request, ip_address):
    assert not make_request(ip_address, x_forwarded_proto="https").is_secure()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto"])
def test_forwarded_headers_of_others_are_removed(make_request, header):
    assert header not in make_request("203.0.113.9", **{header: "1"}).headers


def test_middleware_comes_before_all_but_the_id_of_the_request(settings):
    """The id is that of a trusted proxy, so the address of the proxy must still be there."""
    first = ["core.web.request_ids.RequestIDMiddleware", "core.web.http.ForwardedHeadersMiddleware"]
    assert settings.MIDDLEWARE[:2] == first
