"""What the report says about a text: forms and modules that are not here, in sentences, each once."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.quotes import quoted
from wordpress.content.counts import ADDRESS, WORD, Counts


@dataclass(slots=True)
class Notes:
    # Links that stand in place of something else, and their words.
    forms: int = 0
    named_pictures: int = 0
    named_embeds: int = 0
    named_links: int = 0
    added_words: int = 0
    # By name: modules whose words, links and pictures were kept, and those that have nothing in their place.
    unknown: Counter[str] = field(default_factory=Counter)
    without_place: Counter[str] = field(default_factory=Counter)
    # Addresses of pictures behind the text.
    backgrounds: list[str] = field(default_factory=list)

    def add_words(self, words: str) -> str:
        """Remember words that no author wrote, and return them."""
        self.added_words += len(WORD.findall(ADDRESS.sub(" ", words)))
        return words

    def without_added(self, counts: Counts) -> Counts:
        """Return the counts of a written text without what was added to it."""
        return Counts(
            words=counts.words - self.added_words,
            links=counts.links - self.forms - self.named_pictures - self.named_embeds - self.named_links,
            pictures=counts.pictures + self.named_pictures,
            embeds=counts.embeds + self.named_embeds,
        )

    def all(self) -> tuple[str, ...]:
        lines = []
        if self.forms:
            lines.append(_("A form became a link to the application (%(count)d ×).") % {"count": self.forms})
        if self.unknown:
            lines.append(_("Not known, but its words, links and pictures are kept: %(names)s.") % _named(self.unknown))
        if self.without_place:
            lines.append(_("Nothing stands in the place of: %(names)s.") % _named(self.without_place))
        if self.backgrounds:
            addresses = ", ".join(dict.fromkeys(self.backgrounds))
            lines.append(_("Pictures behind the text were left out: %(addresses)s.") % {"addresses": addresses})
        return tuple(dict.fromkeys(lines))


def _named(names: Counter[str]) -> dict[str, str]:
    parts = (f"{quoted(name)} ({count} ×)" if count > 1 else quoted(name) for name, count in names.items())
    return {"names": ", ".join(parts)}
