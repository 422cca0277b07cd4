from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from offers.models import Offer

register = template.Library()


@register.simple_tag
def offer_choices() -> list[tuple[str, str]]:
    """Return slug and name of every offer for the editor. The name says if the offer is not current."""
    now = timezone.now()
    return [(offer.slug, _label(offer, now)) for offer in Offer.objects.order_by("name", "pk")]


def _label(offer: Offer, now: datetime) -> str:
    if offer.has_ended(now):
        return _("%(offer)s (ended)") % {"offer": offer}
    if not offer.has_begun(now):
        return _("%(offer)s (not yet)") % {"offer": offer}
    return str(offer)
