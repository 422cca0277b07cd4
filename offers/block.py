"""An offer in a text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.blocks import Block, BlockForm
from core.web.site_urls import absolute_url
from offers.models import Offer
from offers.placement import OFFER, PageOffers


def _label(offer: Offer, now: datetime) -> str:
    """Return the name of the offer, and whether it is not current."""
    if offer.has_ended(now):
        return _("%(offer)s (ended)") % {"offer": offer}
    if not offer.has_begun(now):
        return _("%(offer)s (not yet)") % {"offer": offer}
    return str(offer)


def _choices() -> list[tuple[str, str]]:
    now = timezone.now()
    return [(offer.slug, _label(offer, now)) for offer in Offer.objects.order_by("name", "pk")]


class OfferBlockForm(BlockForm):
    offer = forms.ChoiceField(
        choices=_choices,
        label=gettext_lazy("Which one?"),
        help_text=gettext_lazy("Readers always see its current version, here and everywhere else."),
        error_messages={"required": gettext_lazy("There is no offer yet.")},
    )

    def values_of(self, key: str) -> dict[str, Any]:
        return {"offer": key}

    def save(self) -> str:
        return str(self.cleaned_data["offer"])


class OfferBlock(Block):
    """The key is the offer's slug."""

    kind = OFFER
    label = gettext_lazy("Offer")
    description = gettext_lazy("A call to action that is kept in one place.")
    icon = "campaign"
    form_class = OfferBlockForm
    has_own_styles = False

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        offers = page.get("page_offers")
        return (offers if isinstance(offers, PageOffers) else PageOffers()).with_slugs(keys)

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        return {"offer": shown}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        return format_html(
            '<p><strong>{}</strong> {} <a href="{}">{}</a></p>',
            shown.title,
            shown.line,
            absolute_url(shown.get_absolute_url()),
            shown.button,
        )

    def search_text(self, shown: Any) -> str:
        return f"{shown.title} {shown.line}"
