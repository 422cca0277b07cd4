"""Delete an offer, and say before what is lost by that. Other apps register here what depends on an offer."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import ngettext

from blog.models import Page, Post
from offers.models import Offer
from offers.placement import entries_with
from outbox import erasure

_losses: list[Callable[[Offer], list[str]]] = []


def register_losses(sentences: Callable[[Offer], list[str]]) -> None:
    """Register a function that returns sentences about what is lost, or kept, when an offer is deleted."""
    _losses.append(sentences)


def offers_giving(entry: Post | Page) -> QuerySet[Offer]:
    """Return the offers that give the page to people who sign up."""
    return Offer.objects.filter(page=entry) if isinstance(entry, Page) else Offer.objects.none()


def losses(offer: Offer) -> list[str]:
    """Return sentences about what is lost, or kept, when the offer is deleted."""
    counts = {
        "clicks": offer.clicks.aggregate(number=Sum("count"))["number"] or 0,
        "sign_ups": offer.sign_ups.count(),
        "texts": len(entries_with(offer)),
    }
    sentences = {
        "clicks": ngettext(
            "%(number)d counted click is deleted with it and disappears from your numbers.",
            "%(number)d counted clicks are deleted with it and disappear from your numbers.",
            counts["clicks"],
        ),
        "sign_ups": ngettext(
            "%(number)d sign-up is deleted with it. The link in its mail stops working.",
            "%(number)d sign-ups are deleted with it. The links in their mails stop working.",
            counts["sign_ups"],
        ),
        "texts": ngettext(
            "%(number)d text contains it. Readers will see nothing in its place.",
            "%(number)d texts contain it. Readers will see nothing in its place.",
            counts["texts"],
        ),
    }
    own = [sentence % {"number": counts[key]} for key, sentence in sentences.items() if counts[key]]
    return own + [sentence for registered in _losses for sentence in registered(offer)]


@transaction.atomic
def delete_offer(offer: Offer) -> None:
    """Delete the offer with its clicks and sign-ups.

    Raises ``OSError`` like ``erasure.erase``, and ``ProtectedError`` if another offer names it as its successor.
    """
    for sign_up in offer.sign_ups.all():
        erasure.erase(sign_up)
    offer.delete()
