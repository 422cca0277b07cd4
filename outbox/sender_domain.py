"""What the DNS says about the domain of the sender. Other providers decide by it whether mail is taken for genuine."""

import ipaddress
from email.utils import parseaddr
from enum import StrEnum

from outbox import connection


class State(StrEnum):
    """What was found for one of the three. ``UNKNOWN`` means that the DNS gave no answer."""

    GOOD = "good"
    MISSING = "missing"
    SEVERAL = "several"
    OPEN = "open"
    TOO_MANY = "too-many"
    UNNAMED = "unnamed"
    UNKNOWN = "unknown"


Finding = dict[str, str]


def domain_of_sender() -> str:
    """Return the domain of the sender; empty if it is none of the Internet's."""
    domain = parseaddr(connection.sender())[1].rpartition("@")[2].lower()
    return "" if "." not in domain or _is_ip_address(domain) or domain.endswith(".localhost") else domain


def _is_ip_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
