"""Replace an external link in all texts, or undo it."""

from dataclasses import asdict
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction

from accounts.models import User
from blog import link_rewriting
from blog.desk.saving import rewrite_working_copy
from blog.link_rewriting import RewrittenLink
from blog.models import ExternalLink, LinkReplacement, Page, Post, ReplacedText

# The number of texts changed in the request. A task does the others.
BATCH_SIZE = 25

TEXT_FIELDS = ("post_id", "page_id", "texts_id", "field")


def fingerprint(link: ExternalLink) -> str:
    """Return a hash of the texts with the link, to tell whether they changed since the preview."""
    rows = link.occurrences.values_list(*TEXT_FIELDS, "times")
    return sha256(repr(list(rows)).encode()).hexdigest()[:16]


@transaction.atomic
def start(link: ExternalLink, after: str, words: str, by: User) -> LinkReplacement:
    """Record a replacement. ``continue_replacement`` carries it out."""
    replacement = LinkReplacement.objects.create(before=link.url, after=after, words=words, person=by)
    places = link.occurrences.values(*TEXT_FIELDS)
    ReplacedText.objects.bulk_create(ReplacedText(replacement=replacement, **place) for place in places)
    return replacement


@transaction.atomic
def undo(replacement: LinkReplacement) -> None:
    """Mark it as undone, once. ``continue_replacement`` carries it out."""
    if LinkReplacement.objects.filter(pk=replacement.pk, is_undone=False).update(is_undone=True):
        replacement.texts.update(is_due=True)


def continue_replacement(replacement: LinkReplacement, most: int = BATCH_SIZE) -> bool:
    """Change some of the texts that are due, each in its own transaction. Return whether there are more."""
    due = replacement.texts.filter(is_due=True).order_by("pk")
    for pk in due.values_list("pk", flat=True)[:most]:
        _rewrite_text(replacement, pk)
    return due.exists()


@transaction.atomic
def _rewrite_text(replacement: LinkReplacement, pk: int) -> None:
    text = ReplacedText.objects.select_for_update().filter(pk=pk, is_due=True).first()
    if text is None:
        return
    replacement.refresh_from_db(fields=["is_undone"])
    entry: Any = type(text.entry)._default_manager.select_for_update().get(pk=text.entry.pk)
    before = getattr(entry, text.field)
    known = text.rewritten_links
    after = _rewritten(replacement, text, before)
    if after != before:
        setattr(entry, text.field, after)
        entry.save(update_fields=[text.field, entry.INDEXED_FIELDS[text.field]])
        if isinstance(entry, Post | Page):
            rewrite_working_copy(entry, partial(_rewritten_copy, replacement, known))
        text.is_replaced = not replacement.is_undone
    text.is_due = False
    text.save()


def _rewritten_copy(replacement: LinkReplacement, links: list[dict[str, Any]], html: str) -> str:
    """Return the changed text of a working copy of the entry."""
    if not replacement.is_undone:
        return link_rewriting.apply(html, replacement.before, replacement.after, replacement.words)[0]
    known = [RewrittenLink(**link) for link in links]
    return link_rewriting.revert(html, known, replacement.after, replacement.before)[0]


def _rewritten(replacement: LinkReplacement, text: ReplacedText, html: str) -> str:
    """Return the changed text, and store in ``text`` what is needed to undo it."""
    if not replacement.is_undone:
        html, links = link_rewriting.apply(html, replacement.before, replacement.after, replacement.words)
    elif text.is_replaced:
        known = [RewrittenLink(**link) for link in text.rewritten_links]
        html, links, text.left = link_rewriting.revert(html, known, replacement.after, replacement.before)
    else:
        return html
    text.rewritten_links = [asdict(link) for link in links]
    return html
