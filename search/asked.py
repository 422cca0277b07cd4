"""What a reader asks for, as it is in the URL. Anything may be typed there."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict
from django.urls import reverse

from blog.models import Category
from search.kinds import find_kind
from search.query import MAX_LENGTH


@dataclass(frozen=True, slots=True)
class Asked:
    words: str = ""
    kind: str = ""
    topic: Category | None = None
    page: int = 1

    @classmethod
    def from_parameters(cls, parameters: QueryDict) -> Self:
        """Read the parameters. What is no kind, topic or number is left out."""
        typed = "".join(sign if sign.isprintable() else " " for sign in parameters.get("q", "")[:MAX_LENGTH])
        kind, page = parameters.get("kind", ""), parameters.get("page", "")
        path = parameters.get("topic", "").replace("\0", "")
        return cls(
            words=" ".join(typed.split()),
            kind=kind if find_kind(kind) else "",
            topic=Category.objects.filter(path=path).first() if path else None,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
        )

    @property
    def is_unfiltered(self) -> bool:
        return not self.kind and not self.topic and self.page == 1

    def url(self, kind: str | None = None, topic: Category | None = None, page: int = 1) -> str:
        """Return the URL of the same words with these filters."""
        parameters = {"q": self.words, "kind": kind, "topic": topic and topic.path, "page": page if page > 1 else None}
        return reverse("search", query={name: value for name, value in parameters.items() if value})
