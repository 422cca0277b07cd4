"""Mark rows for the work that is done later, in the transaction of what makes it due."""

from collections.abc import Iterable
from itertools import batched

from django.utils import timezone

from search.models import Mark

# Kinds of marks that are no kinds of documents: articles whose likenesses are to be found anew, and those whose new
# text may have changed that of others too.
LIKENESS, NEW_TEXT = "likeness", "new text"


def mark(kind: str, pks: Iterable[int]) -> None:
    now = timezone.now()
    for some in batched(pks, 1000):
        Mark.objects.bulk_create(
            [Mark(kind=kind, object_id=pk, due_at=now) for pk in some],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["due_at"],
        )
