"""Make the documents of marked rows, and count the words of all documents."""

import time
from collections.abc import Callable, Collection, Iterable
from itertools import batched

from django.db import transaction

from search import likeness
from search.databases import database
from search.kinds import Kind, Source, all_kinds
from search.marks import LIKENESS, NEW_TEXT, mark
from search.models import Document, Mark, Word
from search.slips import head_and_tail
from search.stems import joined, stems_of, words_of

BATCH = 200
FIELDS = ("title", "headings", "question", "text")
COMPARED = (*FIELDS, "post_id", "is_by_staff", "written_at")
# In a larger index, words are counted once an hour: that reads all of it.
MANY_DOCUMENTS = 20_000

Say = Callable[[str, int], None]


def fill(seconds: float = 20.0) -> int:
    """Make the documents of the rows that are marked and due, for about ``seconds``. Returns their number."""
    done, end, written = 0, time.monotonic() + seconds, set[str]()
    while (number := _fill_batch(written)) and time.monotonic() < end:
        done += number
    done += number
    if done:
        database().merge()
    if done and Document.objects.count() <= MANY_DOCUMENTS:
        count_words()
    return done


@transaction.atomic
def _fill_batch(written: set[str]) -> int:
    due = Mark.objects.due().filter(kind__in=[kind.name for kind in all_kinds()])
    marks = list(due.order_by("due_at", "pk").select_for_update(skip_locked=True)[:BATCH])
    for kind in all_kinds():
        pks = {mark.object_id for mark in marks if mark.kind == kind.name}
        if pks:
            _index(kind, pks, written)
            _mark_dependent(kind, pks)
    Mark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    later = [
        Mark(kind=kind.name, object_id=pk, due_at=moment)
        for kind in all_kinds()
        for pk, moment in kind.due_later({mark.object_id for mark in marks if mark.kind == kind.name}).items()
    ]
    Mark.objects.bulk_create(later, ignore_conflicts=True)
    return len(marks)


def _index(kind: Kind, pks: Collection[int], written: set[str]) -> None:
    """Make the documents of these rows, and delete those of rows that are not public. Only in a transaction.

    ``written`` are the words that this run has written already.
    """
    # They stay as they are until the end of the transaction.
    list(kind.deciding(pks).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    before = {document.object_id: document for document in Document.objects.filter(kind=kind.name, object_id__in=pks)}
    new: list[Document] = []
    words: set[tuple[str, str]] = set()
    # Ids follow age, see ``search.finding``.
    for row in kind.public().filter(pk__in=pks).order_by("pk"):
        document = make_document(kind, row.pk, kind.source(row), words)
        old = before.get(row.pk)
        if old and all(getattr(old, name) == getattr(document, name) for name in COMPARED):
            del before[row.pk]
        else:
            new.append(document)
    Document.objects.filter(pk__in=[document.pk for document in before.values()]).delete()
    Document.objects.bulk_create(new)
    if kind.name == likeness.ARTICLE:
        mark(NEW_TEXT, [document.object_id for document in new])
    _add_words((word, stem) for word, stem in words if word not in written)
    written.update(word for word, _stem in words)


def make_document(kind: Kind, pk: int, source: Source, words: set[tuple[str, str]]) -> Document:
    """Return the document of a row. Each of its words, with the stem, is added to ``words``."""
    columns = {}
    for field in FIELDS:
        found = words_of(getattr(source, field))
        stems = stems_of(found)
        words.update(zip(found, stems, strict=True))
        columns[field] = joined(stems)
    return Document(
        kind=kind.name,
        object_id=pk,
        post_id=source.post_id,
        is_by_staff=source.is_by_staff,
        written_at=source.written_at,
        **columns,
    )


def _add_words(words: Iterable[tuple[str, str]]) -> None:
    new = []
    for word, stem in sorted(words):
        head, tail = head_and_tail(word, len(word))
        new.append(Word(word=word, stem=stem, length=len(word), head=head, tail=tail))
    Word.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


def _mark_dependent(kind: Kind, pks: Collection[int]) -> None:
    public = kind.public().filter(pk__in=pks).values("pk")
    for name, rows in kind.dependent(list(public.values_list("pk", flat=True))).items():
        indexed = Document.objects.filter(kind=name).values("object_id")
        mark(name, rows.exclude(pk__in=indexed).values_list("pk", flat=True))


def mark_everything() -> None:
    """Mark all rows and documents, because changes of rows may not have been followed."""
    for kind in all_kinds():
        mark(kind.name, kind.model._default_manager.order_by("pk").values_list("pk", flat=True))
        mark(kind.name, Document.objects.filter(kind=kind.name).values_list("object_id", flat=True))
    mark(LIKENESS, Document.objects.filter(kind=likeness.ARTICLE).values_list("object_id", flat=True))


def rebuild(say: Say) -> int:
    """Make the whole index again, in steps, while the site goes on. ``say`` is called with a kind and a number."""
    total, written = 0, set[str]()
    for kind in all_kinds():
        done = 0
        for pks in batched(kind.public().order_by("pk").values_list("pk", flat=True), BATCH):
            with transaction.atomic():
                _index(kind, pks, written)
            done += len(pks)
            say(str(kind.label), done)
        documents = Document.objects.filter(kind=kind.name)
        documents.exclude(object_id__in=kind.public().values("pk")).delete()
        total += done
    database().merge()
    count_words()
    likeness.renew_all()
    return total


def count_words() -> None:
    """Count in how many documents each stem occurs, and forget words that are in none."""
    with transaction.atomic():
        database().compact()
    # Before the stems are read: words that are written meanwhile are not forgotten.
    words = list(Word.objects.all())
    numbers = dict(database().stems())
    gone, changed = [], []
    for word in words:
        number = numbers.get(word.stem, 0)
        if not number:
            gone.append(word.pk)
        elif number != word.documents:
            word.documents = number
            changed.append(word)
    for some in batched(gone, 500):
        Word.objects.filter(pk__in=some).delete()
    Word.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["word"], update_fields=["documents"], batch_size=500
    )


def purge() -> None:
    """Remove what changed and erased rows have left in the index, down to the bytes of the database."""
    fill()
    count_words()
