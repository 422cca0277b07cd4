"""The network of an IP address, for counting where one visitor may have many addresses."""

import ipaddress
from typing import Any

from django.db import models

from core.web.http import parse_ip_address

# A customer gets at least a /64 (RFC 6177), and devices change their address within it (RFC 8981).
IPV6_PREFIX = 64


def network_of(ip_address: str | None) -> str | None:
    """Return an IPv4 address as it is, and for an IPv6 address the first one of its /64. ``None`` if it is no IP
    address."""
    address = parse_ip_address(ip_address or "")
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address) if address else None


class NetworkField(models.GenericIPAddressField[str | None, str | None]):
    """The network of the IP address in the field ``source``, indexed so that all rows of one network are found.

    It is set whenever the row is saved, by ``bulk_create`` too. ``QuerySet.update`` must set both.
    """

    def __init__(self, *args: Any, source: str = "ip_address", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(editable=False, null=True, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.GenericIPAddressField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        network = network_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, network)
        return network
