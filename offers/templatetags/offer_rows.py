"""What the admin's list of offers says of each."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from blog.models import ExternalLink
from offers.models import Offer

register = template.Library()


@register.filter
def state_of(offer: Offer) -> str:
    now = timezone.now()
    if not offer.has_begun(now):
        return _("planned, from %(date)s") % {"date": _moment(offer.starts_at)}
    if not offer.has_ended(now):
        return _("on until %(date)s") % {"date": _moment(offer.ends_at)} if offer.ends_at else pgettext("offer", "on")
    standing = offer.shown_offer(now)
    if standing:
        return _("ended, followed by %(name)s") % {"name": standing}
    return _("ended, without a successor")


@register.filter
def is_target_dead(offer: Offer) -> bool:
    return bool(offer.link and offer.link.state == ExternalLink.State.DEAD and not offer.has_ended(timezone.now()))


@register.filter
def places_of(offer: Offer) -> str:
    """Say where readers see it, or nothing if it is shown nowhere."""
    places = [_("on all pages")] if offer.is_site_wide else []
    if names := [category.name for category in offer.categories.all()]:
        places.append(_("below articles of %(names)s") % {"names": ", ".join(names)})
    if number := int(getattr(offer, "texts", 0)):
        places.append(ngettext("in %(number)d text", "in %(number)d texts", number) % {"number": number})
    return "; ".join(places)


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
