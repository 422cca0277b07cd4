"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from datetime import datetime

from django.db.models import Min, Q

from offers.models import Click, Offer, SignUp
from pagecache.clock import register_next_change
from pagecache.declarations import declare_private, declare_public


def declare_columns() -> None:
    declare_public(
        Offer,
        "name slug headline line button target collects_sign_ups page_id file picture_id starts_at ends_at "
        "successor_id is_site_wide",
        private="link_id",
    )
    declare_public(Offer.categories.through, "offer_id category_id")
    declare_private(Click, SignUp)
    register_next_change(next_begin_or_end, "offers.offer")


def next_begin_or_end(now: datetime) -> datetime | None:
    """Return when the next offer begins or ends."""
    moments = Offer.objects.aggregate(
        begin=Min("starts_at", filter=Q(starts_at__gt=now)), end=Min("ends_at", filter=Q(ends_at__gt=now))
    )
    return min(filter(None, moments.values()), default=None)
