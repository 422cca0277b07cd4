"""A DNS server on loopback that knows the texts it was given."""

import socketserver
from contextlib import AbstractContextManager

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

from tests.loopback import running


class Question(socketserver.BaseRequestHandler):
    server: "FakeDnsServer"

    def handle(self) -> None:
        data, socket = self.request
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.server.asked.append(name)
        if name in self.server.silent:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        texts = self.server.texts.get(name, [])
        if texts:
            answer.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", "TXT", texts))
        elif not any(known.endswith(f".{name}") for known in self.server.texts):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


class FakeDnsServer(socketserver.ThreadingUDPServer):
    """``texts`` has the TXT records by name, in the form of a zone file. Names in ``silent`` get no answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Question)
        self.texts: dict[str, list[str]] = {}
        self.silent: set[str] = set()
        self.asked: list[str] = []

    @property
    def resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self.server_address[1]
        return resolver


def running_dns_server() -> AbstractContextManager[FakeDnsServer]:
    return running(FakeDnsServer())
