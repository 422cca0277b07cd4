"""What was found about the sender's domain, in plain words: what each part is for, how it is, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox.sender_domain import Finding, State


@dataclass(frozen=True, slots=True)
class DomainSentence:
    name: str
    purpose: Promise
    said: Promise
    is_good: bool
    record: str


PURPOSES = {
    "spf": _("SPF says which servers may send mail for the domain."),
    "dkim": _("DKIM proves with a signature that a mail is from the domain."),
    "dmarc": _("DMARC says what to do with mail that only pretends to be from the domain."),
}

SAID = {
    "spf": {
        State.GOOD: _("It is there. Compare it with what your mail provider says: the provider must be in it."),
        State.MISSING: _(
            "It is missing, so your mail easily ends up as spam. Your mail provider tells you the line to add to the "
            "domain. It begins with v=spf1."
        ),
        State.SEVERAL: _("There are several lines that begin with v=spf1, so none of them counts. Make one of them."),
        State.OPEN: _("It lets every server of the world send mail for the domain. Replace “+all” by “~all”."),
        State.TOO_MANY: _(
            "It refers to more than ten other names, so it does not count. Remove the providers that you no longer use."
        ),
    },
    "dkim": {
        State.GOOD: _("A key is there. That your provider signs with it, you see in a mail that arrived."),
        State.MISSING: _(
            "There is no key, so your mail is not signed. Turn DKIM on at your mail provider, and add the line that it "
            "gives you to the domain."
        ),
        State.UNNAMED: _("There are keys, but under other names than usual. Ask your mail provider about DKIM."),
    },
    "dmarc": {
        State.GOOD: _("It is there."),
        State.MISSING: _(
            "It is missing, and large providers ask for it. Add a TXT line with the name _dmarc and the text "
            "v=DMARC1; p=none to the domain."
        ),
        State.SEVERAL: _("There are several lines that begin with v=DMARC1, so none of them counts. Keep one."),
    },
}
UNKNOWN = _("The domain could not be asked. The site tries again every night.")


def sentences(findings: dict[str, Finding]) -> Iterator[DomainSentence]:
    for part, purpose in PURPOSES.items():
        found = findings.get(part, {})
        state = found.get("state", State.UNKNOWN)
        said = {str(key): words for key, words in SAID[part].items()}.get(state, UNKNOWN)
        yield DomainSentence(part.upper(), purpose, said, state == State.GOOD, found.get("record", ""))
