"""What an import did, in sentences."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError

FAULTS = {
    ConnectionFault.NO_SUCH_HOST: gettext_lazy("there is no such server"),
    ConnectionFault.NOT_PUBLIC: gettext_lazy("its server is not on the public internet"),
    ConnectionFault.BAD_URL: gettext_lazy("the address is not valid"),
    ConnectionFault.BAD_CERTIFICATE: gettext_lazy("the server’s certificate is not valid"),
    ConnectionFault.REDIRECTS: gettext_lazy("it is redirected too often"),
    ConnectionFault.TOO_LARGE: gettext_lazy("it is too large"),
}
NOT_SENT = gettext_lazy("the server does not send it")


def sentence_for(address: str, fault: ConnectionFault) -> str:
    return _("%(address)s was not fetched: %(why)s") % {"address": address, "why": FAULTS.get(fault, NOT_SENT)}


@dataclass
class Report:
    """What an import did with the episodes of a feed, and what somebody has to look at."""

    new: int = 0
    known: int = 0
    fetched: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            ngettext("%d new episode", "%d new episodes", self.new) % self.new,
            ngettext("%d episode was here already", "%d episodes were here already", self.known) % self.known,
            ngettext("%d audio file fetched", "%d audio files fetched", self.fetched) % self.fetched,
            *(_("%(count)d left out: %(reason)s") % {"count": n, "reason": why} for why, n in self.left_out.items()),
        ]
        return "\n".join([*lines, *self.notes])

    @contextmanager
    def noted_faults(self, address: str) -> Iterator[None]:
        """Note that the file at ``address`` could not be had, if that is so, and go on."""
        try:
            yield
        except ConnectionFaultError as error:
            self.notes.append(sentence_for(address, error.fault))
        except ValidationError as error:
            self.notes.append(f"{address}: {' '.join(error.messages)}")
