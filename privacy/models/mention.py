import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import tokens
from privacy.free_text import FREE_TEXTS, FreeText, free_text_for

WORD = re.compile(r"[^\W_]+")
# Characters shown on either side of a place.
CONTEXT_LENGTH = 60
MAX_EXCERPTS = 5


def word_key(word: str) -> str:
    """Return the keyed hash that is stored for a word of a name. Case does not count."""
    return tokens.keyed_hash("privacy.mention", word.casefold())


class MentionQuerySet(models.QuerySet["Mention"]):
    def with_rows(self) -> Self:
        """Prefetch the rows with the text, in one query for each model."""
        rows: Any = [free_text.rows for free_text in FREE_TEXTS]
        return self.prefetch_related(GenericPrefetch("row", rows))

    def visible_to(self, user: Any) -> Self:
        """Mentions in rows that ``user`` may view."""
        viewable = [
            free_text.rows.model._meta for free_text in FREE_TEXTS if user.has_perm(free_text.permission("view"))
        ]
        kinds = (Q(kind__app_label=meta.app_label, kind__model=meta.model_name) for meta in viewable)
        return self.filter(reduce(or_, kinds, Q(pk=None)))

    def add(self, model: type[models.Model], words: Mapping[int, Iterable[str]]) -> None:
        """Store the words found in each row of ``model``, by the row's key, beside those found for other persons."""
        kind = ContentType.objects.get_for_model(model)
        known = {mention.row_id: mention for mention in self.filter(kind=kind, row_id__in=words)}
        found = [known.get(pk) or Mention(kind=kind, row_id=pk) for pk in words]
        for mention in found:
            mention.words = sorted({*mention.words, *map(word_key, words[mention.row_id])})
        self.bulk_update([mention for mention in found if mention.pk], ["words"])
        self.bulk_create([mention for mention in found if not mention.pk])

    def delete_orphans(self) -> None:
        """Delete mentions whose row is gone."""
        for free_text in FREE_TEXTS:
            mentions = self.filter(kind=ContentType.objects.get_for_model(free_text.rows.model))
            mentions.exclude(row_id__in=free_text.rows.order_by().values("pk")).delete()


class Mention(models.Model):
    """A text by somebody else that seems to name an erased person, for the coach to look at.

    ``words`` are keyed hashes of the words of the name. With them the place is found again; the name is not stored.
    """

    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", verbose_name=_("kind"))
    row_id = models.BigIntegerField()
    row = GenericForeignKey("kind", "row_id")
    words = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention of an erased person")
        verbose_name_plural = _("mentions of erased persons")
        ordering = ["found_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="mention_once_for_each_row")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.kind_id}, {self.row_id})"

    @property
    def free_text(self) -> FreeText:
        return free_text_for(self.row)

    def places(self) -> Iterator[tuple[str, int, int]]:
        """Yield each place in the row's current texts: the text, and the start and end of the place in it."""
        for text in self.free_text.texts(self.row).values() if self.row else ():
            for start, end in self._spans(text):
                yield text, start, end

    @property
    def kind_name(self) -> str:
        return str(self.free_text.rows.model._meta.verbose_name)

    @property
    def label(self) -> str:
        return self.free_text.label(self.row)

    @property
    def url(self) -> str:
        """The page of the admin that shows the text."""
        return self.free_text.admin_url(self.row)

    def excerpts(self) -> list[tuple[str, str, str]]:
        """Return the first places, each with what stands before and after it, in whole words."""
        places = islice(self.places(), MAX_EXCERPTS)
        return [(_end_of(text[:start]), text[start:end], _start_of(text[end:])) for text, start, end in places]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places as start and end. Words with only white space between them are one place."""
        found: list[tuple[int, int]] = []
        for start, end in (word.span() for word in WORD.finditer(text) if word_key(word[0]) in self.words):
            if found and not text[found[-1][1] : start].strip():
                start, _end = found.pop()
            found.append((start, end))
        return found

    def _redacted(self, text: str) -> str:
        for start, end in reversed(self._spans(text)):
            text = f"{text[:start]}…{text[end:]}"
        return text

    @transaction.atomic
    def redact(self) -> None:
        """Replace each place by dots, unless the row's ``FreeText`` has no ``redact``, and delete the mention."""
        if self.row and self.free_text.redact:
            row = self.free_text.rows.select_for_update(of=("self",)).filter(pk=self.row_id).first()
            if row:
                self.free_text.redact(row, self._redacted)
        self.delete()


def _start_of(text: str) -> str:
    return text if len(text) <= CONTEXT_LENGTH else f"{text[:CONTEXT_LENGTH].rpartition(' ')[0]} …"


def _end_of(text: str) -> str:
    return text if len(text) <= CONTEXT_LENGTH else f"… {text[-CONTEXT_LENGTH:].partition(' ')[2]}"
