import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
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
from privacy.writings import WRITINGS, Writing, writing_of

WORD = re.compile(r"[^\W_]+")

# So many words in a row are no chance: they are a quote.
RUN = 6
QUOTED = "quoted "


def key_of(words: str) -> str:
    """What stands for a word of a name, or for a run of words that were quoted, whatever their case."""
    mark = QUOTED if " " in words else ""
    return f"{mark}{tokens.keyed_hash('privacy.mention', words.casefold())}"


def runs_of(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


class MentionQuerySet(models.QuerySet["Mention"]):
    def with_rows(self) -> Self:
        """With what they stand in, by one query for each of its kinds."""
        rows: Any = [writing.rows for writing in WRITINGS]
        return self.prefetch_related(GenericPrefetch("row", rows))

    def shown_to(self, user: Any) -> Self:
        """Those that stand in what ``user`` may read."""
        read = [writing.rows.model._meta for writing in WRITINGS if user.has_perm(writing.permission("view"))]
        kinds = (Q(kind__app_label=meta.app_label, kind__model=meta.model_name) for meta in read)
        return self.filter(reduce(or_, kinds, Q(pk=None)))

    def add(self, model: type[models.Model], words: Mapping[int, Iterable[str]]) -> None:
        """Remember ``words`` by the keys of the rows in which they stand. Two persons may be named in one."""
        kind = ContentType.objects.get_for_model(model)
        known = {mention.row_id: mention for mention in self.filter(kind=kind, row_id__in=words)}
        found = [known.get(pk) or Mention(kind=kind, row_id=pk) for pk in words]
        for mention in found:
            mention.words = sorted({*mention.words, *map(key_of, words[mention.row_id])})
        self.bulk_update([mention for mention in found if mention.pk], ["words"])
        self.bulk_create([mention for mention in found if not mention.pk])

    def forget_gone(self) -> None:
        """Let go of those that stand in nothing any more."""
        for writing in WRITINGS:
            mine = self.filter(kind=ContentType.objects.get_for_model(writing.rows.model))
            mine.exclude(row_id__in=writing.rows.order_by().values("pk")).delete()


class Mention(models.Model):
    """Something that another wrote and that seems to name or quote a person who was erased, for the coach to look at.

    ``words`` are keyed hashes, of the words of the name and of the runs of words that were quoted: they are found again
    where they stand, and kept nowhere else.
    """

    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+", verbose_name=_("kind"))
    row_id = models.BigIntegerField()
    row = GenericForeignKey("kind", "row_id")
    words = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention of a person who was erased")
        verbose_name_plural = _("mentions of persons who were erased")
        ordering = ["found_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="mention_once_for_each_row")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.kind_id}, {self.row_id})"

    @property
    def writing(self) -> Writing:
        return writing_of(self.row)

    def places(self) -> Iterator[tuple[str, int, int]]:
        """Each text in which it stands by now, with where in it that begins and ends."""
        for text in self.writing.texts(self.row).values() if self.row else ():
            for start, end in self._spans(text):
                yield text, start, end

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """What overlaps, or has nothing but a blank between, is one place."""
        words = list(WORD.finditer(text))
        spans = [word.span() for word in words if key_of(word[0]) in self.words]
        if any(key.startswith(QUOTED) for key in self.words):
            for at, run in enumerate(runs_of([word[0] for word in words])):
                if key_of(run) in self.words:
                    spans.append((words[at].start(), words[at + RUN - 1].end()))
        found: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if found and not text[found[-1][1] : start].strip():
                start, before = found.pop()
                end = max(before, end)
            found.append((start, end))
        return found

    def _dotted(self, text: str) -> str:
        for start, end in reversed(self._spans(text)):
            text = f"{text[:start]}…{text[end:]}"
        return text

    @transaction.atomic
    def take_out(self) -> None:
        """Put dots where it stands, and be done. To be called where ``writing.take_out`` says how."""
        if self.row and self.writing.take_out:
            row = self.writing.rows.select_for_update(of=("self",)).filter(pk=self.row_id).first()
            if row:
                self.writing.take_out(row, self._dotted)
        self.delete()
