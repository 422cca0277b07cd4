"""Another address in the place of an outside one, in all texts: begun, undone, done again."""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.db import transaction

from accounts.models import User
from blog import swapping
from blog.models import OutsideLink, ReplacedText, Replacement
from blog.swapping import Place

# So many texts are turned while she waits, the others by a task.
AT_ONCE = 25

WHERE = ("post_id", "page_id", "texts_id", "field")


def fingerprint(link: OutsideLink) -> str:
    """Tells whether it still stands in the very texts where it was previewed."""
    rows = link.places.values_list(*WHERE, "times")
    return sha256(repr(list(rows)).encode()).hexdigest()[:16]


@transaction.atomic
def begin(link: OutsideLink, after: str, words: str, by: User) -> Replacement:
    """Nothing is replaced yet: ``go_on`` does that."""
    replacement = Replacement.objects.create(before=link.address, after=after, words=words, person=by)
    places = link.places.values(*WHERE)
    ReplacedText.objects.bulk_create(ReplacedText(replacement=replacement, **place) for place in places)
    return replacement


@transaction.atomic
def turn_back(replacement: Replacement, *, undo: bool) -> None:
    """Undo it, or do it again: ``go_on`` carries it out. Nothing happens if that is how it is."""
    if Replacement.objects.filter(pk=replacement.pk, is_undone=not undo).update(is_undone=undo):
        replacement.texts.update(is_due=True)


def go_on(replacement: Replacement, most: int = AT_ONCE) -> bool:
    """Turn some of the texts that are due, each in a transaction of its own. Is there more to do?"""
    due = replacement.texts.filter(is_due=True).order_by("pk")
    for pk in due.values_list("pk", flat=True)[:most]:
        _turn(replacement, pk)
    return due.exists()


@transaction.atomic
def _turn(replacement: Replacement, pk: int) -> None:
    text = ReplacedText.objects.select_for_update().filter(pk=pk, is_due=True).first()
    if text is None:
        return
    replacement.refresh_from_db(fields=["is_undone"])
    entry: Any = type(text.entry)._default_manager.select_for_update().get(pk=text.entry.pk)
    before = getattr(entry, text.field)
    after = _turned(replacement, text, before)
    if after != before:
        setattr(entry, text.field, after)
        entry.save(update_fields=[text.field, entry.LINKED[text.field]])
        text.is_replaced = not replacement.is_undone
    text.is_due = False
    text.save()


def _turned(replacement: Replacement, text: ReplacedText, html: str) -> str:
    """The text as it is wanted; what it takes to turn it back is noted."""
    old, new, wanted = replacement.before, replacement.after, not replacement.is_undone
    text.left = 0
    if text.is_replaced is None and wanted:
        html, places = swapping.replace(html, old, new, replacement.words)
    elif text.is_replaced is not None and text.is_replaced != wanted:
        now, then = (old, new) if wanted else (new, old)
        turned, places, text.left = swapping.turn(html, [Place(**place) for place in text.places], now, then)
        if turned == html:
            return html
        html = turned
    else:
        return html
    text.places = [asdict(place) for place in places]
    return html
