"""Count by week the words that were searched and that nothing has, without persons."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from search.models import MissedWord

MIN_LETTERS = 3
# Of one search, and of one week, so that made-up words fill no table.
MAX_WORDS, MAX_WORDS_A_WEEK = 3, 1_000
KEPT = timedelta(weeks=52)


def count_missed(words: Iterable[str]) -> None:
    """Count words of letters alone: numbers may be somebody's. If the database is busy, they are not counted."""
    counted = [word for word in words if word.isalpha() and len(word) >= MIN_LETTERS]
    if not counted:
        return
    with suppress(DatabaseError), transaction.atomic():
        for word in counted[:MAX_WORDS]:
            _count(word, this_week())


def _count(word: str, week: date) -> None:
    if MissedWord.objects.filter(word=word, week=week).update(times=F("times") + 1):
        return
    if MissedWord.objects.filter(week=week).count() < MAX_WORDS_A_WEEK:
        MissedWord.objects.bulk_create([MissedWord(word=word, week=week)], ignore_conflicts=True)


def this_week() -> date:
    """Return the Monday of this week."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def forget_old() -> None:
    MissedWord.objects.filter(week__lt=timezone.localdate() - KEPT).delete()
