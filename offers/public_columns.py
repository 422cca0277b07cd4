"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from datetime import datetime

from django.db.models import Min

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
    register_next_change(next_begin_or_end)


def next_begin_or_end(now: datetime) -> datetime | None:
    """Return when the next offer begins or ends."""
    moments = [
        Offer.objects.filter(**{f"{field}__gt": now}).aggregate(next=Min(field))["next"]
        for field in ("starts_at", "ends_at")
    ]
    return min(filter(None, moments), default=None)
