"""Another address in the place of an outside one, in all articles and pages: begun, undone, done again."""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django.db import transaction

from accounts.models import User
from blog import swapping
from blog.models import OutsideLink, Page, Post, ReplacedText, Replacement
from blog.swapping import Place

# So many texts are turned while she waits, the others by a task.
AT_ONCE = 25


def fingerprint(link: OutsideLink) -> str:
    """Tells whether it still stands in the very articles and pages where it was previewed."""
    rows = link.places.values_list("post", "page", "times")
    return sha256(repr(list(rows)).encode()).hexdigest()[:16]


@transaction.atomic
def begin(link: OutsideLink, after: str, words: str, by: User) -> Replacement:
    """Nothing is replaced yet: ``go_on`` does that."""
    replacement = Replacement.objects.create(before=link.address, after=after, words=words, person=by)
    places = link.places.values_list("post", "page")
    ReplacedText.objects.bulk_create(
        ReplacedText(replacement=replacement, post_id=post, page_id=page) for post, page in places
    )
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
    model: Any = Post if text.post_id else Page
    entry = model.objects.select_for_update().get(pk=text.post_id or text.page_id)
    html = _turned(replacement, text, entry.body)
    if html != entry.body:
        entry.body, text.is_replaced = html, not replacement.is_undone
        entry.save(update_fields=["body", "html"])
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
