"""What is known of the outside links in the sample's texts, from ``texts/links.toml``. Nobody is asked for it."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from blog import replacing
from blog.models import OutsideLink, Replacement
from blog.models.links import WEEK
from coaching.models import Offer
from demo.articles import TEXTS


def write_links(coach: User, now: datetime) -> int:
    """Write what checks have found, and what was replaced by an offer; gives how many links there are.

    Each is due again in a week.
    """
    read = tomllib.loads((TEXTS / "links.toml").read_text(encoding="utf-8"))
    for values in read["replaced"]:
        _replace(values, coach, now)
    checked = now - timedelta(days=1)
    fine = {"state": OutsideLink.State.ALIVE, "finding": OutsideLink.Finding.FINE, "status": 200}
    OutsideLink.objects.update(**fine, found_since=checked, checked_at=checked, due_at=now + WEEK)
    for values in read["links"]:
        _write(values, now)
    return OutsideLink.objects.in_use().count()


def _write(values: dict[str, Any], now: datetime) -> None:
    link = OutsideLink.objects.get(address=values.pop("address"))
    link.found_since = now - timedelta(days=values.pop("found_days"))
    link.checked_at = now - timedelta(days=values.pop("checked_days"))
    for name, value in values.items():
        setattr(link, name, value)
    if link.state == OutsideLink.State.DEAD:
        link.announced_at = link.checked_at
    link.save()


def _replace(values: dict[str, Any], coach: User, now: datetime) -> None:
    link, offer = OutsideLink.objects.get(address=values["address"]), Offer.objects.get(slug=values["offer"])
    replacement = replacing.begin(link, offer.get_absolute_url(), offer.name, by=coach)
    replacing.go_on(replacement)
    Replacement.objects.filter(pk=replacement.pk).update(made_at=now - timedelta(days=values["days"]))
