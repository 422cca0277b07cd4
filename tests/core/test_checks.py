import ipaddress

import pytest
from django.core.checks import run_checks

# Django asks the database whether it has JSON columns.
pytestmark = pytest.mark.django_db


def deploy_warnings(settings, **changes):
    for name, value in changes.items():
        setattr(settings, name, value)
    return [message.id for message in run_checks(include_deployment_checks=True) if message.id.startswith("core.")]


def test_https_behind_a_trusted_proxy_has_no_warning(settings):
    proxies = [ipaddress.ip_network("127.0.0.1/32")]
    assert deploy_warnings(settings, SITE_URL="https://coach.example.com", TRUSTED_PROXIES=proxies) == []


def test_https_without_a_trusted_proxy_is_an_error(settings):
    assert deploy_warnings(settings, SITE_URL="https://coach.example.com", TRUSTED_PROXIES=[]) == ["core.W001"]


def test_plain_http_has_a_warning(settings):
    assert deploy_warnings(settings, SITE_URL="http://coach.example.com") == ["core.W002"]
