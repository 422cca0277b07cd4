"""Look up the records of a domain by which others tell whether its mail is genuine.

Sources: RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC), RFC 8020 (what a missing name means).
"""

from typing import Any

import dns.exception
import dns.resolver
from django.utils import timezone

from outbox.models import SenderDomain
from outbox.sender_domain import Finding, State, domain_of_sender

# In seconds, for each question to the machine's resolver.
TIMEOUT = 5.0

# A key is under a name that its provider chose. These are the names of the common ones.
SELECTORS = (
    "default dkim mail email google selector1 selector2 k1 k2 k3 s1 s2 pm mailjet brevo brevo1 brevo2 mandrill mg "
    "mta smtp key1 dkim1 hs1 fm1 zoho protonmail sig1 krs mxvault strato-dkim-0002 s1-ionos ovhmo1"
).split()

MAX_SPF_QUESTIONS = 10
MAX_SPF_DEPTH = 5


def refresh() -> None:
    """Look the sender's domain up and store what was found. The text of a record is public."""
    domain = domain_of_sender()
    if domain:
        found = {"domain": domain, "findings": look_up(domain), "looked_up_at": timezone.now()}
        SenderDomain.objects.update_or_create(pk=1, defaults=found)


def look_up(domain: str) -> dict[str, Finding]:
    """Return ``state`` and ``record`` for each of ``spf``, ``dkim`` and ``dmarc``."""
    parts = {"spf": _spf, "dkim": _dkim, "dmarc": _dmarc}
    findings = {}
    for name, part in parts.items():
        try:
            findings[name] = part(domain)
        except dns.exception.DNSException:
            findings[name] = _finding(State.UNKNOWN)
    return findings


def _finding(state: State, record: str = "") -> Finding:
    return {"state": state.value, "record": record[:500]}


def _spf(domain: str) -> Finding:
    records = _spf_records(domain)
    if len(records) != 1:
        return _finding(State.SEVERAL if records else State.MISSING, " ".join(records))
    [record] = records
    if {"all", "+all"} & set(record.lower().split()):
        return _finding(State.OPEN, record)
    state = State.TOO_MANY if _count_spf_questions(record, 0) > MAX_SPF_QUESTIONS else State.GOOD
    return _finding(state, record)


def _spf_records(domain: str) -> list[str]:
    return [text for text in _texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def _count_spf_questions(record: str, depth: int) -> int:
    """Count the questions that a record makes others ask. With more than ten it does not count (RFC 7208, 4.6.4)."""
    number = 0
    for term in record.lower().split()[1:]:
        name, _separator, target = term.lstrip("+-~?").replace("=", ":", 1).partition(":")
        if name.partition("/")[0] in ("a", "mx", "ptr", "exists", "include", "redirect"):
            number += 1
        if name in ("include", "redirect") and "%" not in target and depth < MAX_SPF_DEPTH:
            number += sum(_count_spf_questions(text, depth + 1) for text in _spf_records(target)[:1])
        if number > MAX_SPF_QUESTIONS:
            break
    return number


def _dkim(domain: str) -> Finding:
    for selector in SELECTORS:
        for text in _texts(f"{selector}._domainkey.{domain}"):
            # A key without a value was revoked.
            if "p=" in text and not text.replace(" ", "").rstrip(";").endswith("p="):
                return _finding(State.GOOD, f"{selector}._domainkey.{domain}")
    # There is nothing below a name that does not exist.
    return _finding(State.UNNAMED if _exists(f"_domainkey.{domain}") else State.MISSING)


def _dmarc(domain: str) -> Finding:
    labels = domain.split(".")
    # A domain without a record has that of the domain above it.
    for number in range(len(labels) - 1):
        texts = _texts(".".join(["_dmarc", *labels[number:]]))
        records = [text for text in texts if text.lower().startswith("v=dmarc1")]
        if records:
            return _finding(State.GOOD if len(records) == 1 else State.SEVERAL, " ".join(records))
    return _finding(State.MISSING)


def _texts(name: str) -> list[str]:
    """Return the texts at a name. Raises ``DNSException`` if there is no answer."""
    try:
        answers: Any = dns.resolver.resolve(name, "TXT", lifetime=TIMEOUT)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError, dns.name.LabelTooLong):
        return []
    return [b"".join(answer.strings).decode("utf-8", errors="replace").strip() for answer in answers]


def _exists(name: str) -> bool:
    try:
        dns.resolver.resolve(name, "TXT", lifetime=TIMEOUT, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return False
    return True
