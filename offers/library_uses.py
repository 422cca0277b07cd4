"""Where offers use the library."""

from collections.abc import Iterable

from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from media.models import Document
from media.uses import Place, UseSource, place_of, register_foreign_key, register_source
from offers.models import Offer


def register_uses() -> None:
    register_foreign_key(Offer, "picture", is_public=is_current)
    register_source(Document, UseSource(offers_leading_to, lambda: [Offer.objects.filter(target=OuterRef("address"))]))


def is_current(offer: Offer) -> bool:
    now = timezone.now()
    return offer.has_begun(now) and not offer.has_ended(now)


def offers_leading_to(document: Document) -> Iterable[Place]:
    for offer in Offer.objects.filter(target=document.address):
        yield place_of(offer, _("as its target"), is_current(offer))
