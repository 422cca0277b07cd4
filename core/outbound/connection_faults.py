"""Why another server gave no response.

A module of its own, so that reading about a fault does not load an HTTP client.
"""

from enum import StrEnum


class ConnectionFault(StrEnum):
    """Why there was no response."""

    NO_SUCH_HOST = "no-such-host"
    NOT_PUBLIC = "not-public"
    BAD_URL = "bad-address"
    BAD_CERTIFICATE = "bad-certificate"
    REDIRECTS = "redirects"
    DISALLOWED = "unwanted"
    TOO_LARGE = "too-large"
    NO_ANSWER = "silence"


class ConnectionFaultError(Exception):
    def __init__(self, fault: ConnectionFault) -> None:
        super().__init__(fault)
        self.fault = fault
