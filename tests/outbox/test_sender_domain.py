"""The sender’s domain with and without SPF, DKIM and DMARC, asked of a DNS server on loopback."""

import dns.resolver
import pytest

from outbox import domain_records
from outbox.models import SenderDomain
from outbox.tasks import look_up_sender_domain
from tests.dns_server import running_dns_server

pytestmark = pytest.mark.django_db

DOMAIN = "coach.example.com"
KEY = '"v=DKIM1; k=rsa; p=MIGf" "MA0GCSqGSIb3"'


@pytest.fixture
def names(settings, monkeypatch):
    settings.DEFAULT_FROM_EMAIL = f"Mara <hello@{DOMAIN}>"
    monkeypatch.setattr(domain_records, "TIMEOUT", 0.3)
    with running_dns_server() as server:
        monkeypatch.setattr(dns.resolver, "default_resolver", server.resolver)
        yield server


def states() -> dict[str, str]:
    look_up_sender_domain.func()
    return {name: found["state"] for name, found in SenderDomain.load().findings.items()}


def test_domain_with_all_three(names):
    names.texts = {
        DOMAIN: ['"v=spf1 include:provider.example ~all"', '"other=1"'],
        "provider.example": ['"v=spf1 ip4:192.0.2.0/24 -all"'],
        f"selector1._domainkey.{DOMAIN}": [KEY],
        f"_dmarc.{DOMAIN}": ['"v=DMARC1; p=none"'],
    }
    assert states() == {"spf": "good", "dkim": "good", "dmarc": "good"}
    assert SenderDomain.load().findings["dkim"]["record"] == f"selector1._domainkey.{DOMAIN}"


def test_domain_with_none(names):
    names.texts = {DOMAIN: ['"other=1"']}
    assert states() == {"spf": "missing", "dkim": "missing", "dmarc": "missing"}


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (['"v=spf1 -all"', '"v=spf1 ~all"'], "several"),
        (['"v=spf1 +all"'], "open"),
        (['"v=spf1 mx all"'], "open"),
        (['"v=spf10 -all"'], "missing"),
        (['"V=SPF1 a -all"'], "good"),
        ([f'"v=spf1 {" ".join(f"exists:{number}.example" for number in range(10))} -all"'], "good"),
        ([f'"v=spf1 {" ".join(f"exists:{number}.example" for number in range(11))} -all"'], "too-many"),
        ([f'"v=spf1 include:{DOMAIN} -all"'], "good"),
        ([f'"v=spf1 include:{DOMAIN} include:{DOMAIN} -all"'], "too-many"),
    ],
)
def test_spf(names, texts, state):
    names.texts = {DOMAIN: texts}
    assert states()["spf"] == state


@pytest.mark.parametrize(
    ("name", "text", "state"),
    [("default", KEY, "good"), ("default", '"v=DKIM1; p="', "unnamed"), ("x2026", KEY, "unnamed")],
)
def test_dkim(names, name, text, state):
    names.texts = {f"{name}._domainkey.{DOMAIN}": [text]}
    assert states()["dkim"] == state


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        ({"_dmarc.example.com": ['"v=DMARC1; p=reject"']}, "good"),
        ({"_dmarc.com": ['"v=DMARC1; p=reject"']}, "missing"),
        ({f"_dmarc.{DOMAIN}": ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}, "several"),
        ({f"_dmarc.{DOMAIN}": ['"v=spf1 -all"']}, "missing"),
    ],
)
def test_dmarc(names, texts, state):
    names.texts = texts
    assert states()["dmarc"] == state


def test_silence_is_not_taken_for_a_missing_record(names):
    names.silent = {DOMAIN}
    names.texts = {f"_dmarc.{DOMAIN}": ['"v=DMARC1; p=none"']}
    assert states() == {"spf": "unknown", "dkim": "missing", "dmarc": "good"}


@pytest.mark.parametrize("address", ["noreply@127.0.0.1", "noreply@localhost", "noreply@coach.localhost"])
def test_domain_of_no_name_is_not_looked_up(names, settings, address):
    settings.DEFAULT_FROM_EMAIL = address
    look_up_sender_domain.func()
    assert names.asked == []
    assert not SenderDomain.objects.exists()
