"""The results of link checks for the sample's texts, from ``texts/links.toml``. No server is asked."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from blog import link_replacement
from blog.models import ExternalLink, LinkReplacement
from blog.models.external_link import WEEK
from demo.articles import TEXTS
from offers.models import Offer


def write_links(coach: User, now: datetime) -> int:
    """Write the results of checks, and which links were replaced by an offer. Returns the number of links.

    Each link is due again in a week.
    """
    read = tomllib.loads((TEXTS / "links.toml").read_text(encoding="utf-8"))
    for values in read["replaced"]:
        _replace(values, coach, now)
    checked = now - timedelta(days=1)
    fine = {"state": ExternalLink.State.ALIVE, "finding": ExternalLink.Finding.FINE, "status": 200}
    ExternalLink.objects.update(**fine, found_since=checked, checked_at=checked, due_at=now + WEEK)
    for values in read["links"]:
        _write(values, now)
    return ExternalLink.objects.in_use().count()


def _write(values: dict[str, Any], now: datetime) -> None:
    link = ExternalLink.objects.get(url=values.pop("url"))
    link.found_since = now - timedelta(days=values.pop("found_days"))
    link.checked_at = now - timedelta(days=values.pop("checked_days"))
    for name, value in values.items():
        setattr(link, name, value)
    if link.state == ExternalLink.State.DEAD:
        link.announced_at = link.checked_at
    link.save()


def _replace(values: dict[str, Any], coach: User, now: datetime) -> None:
    link, offer = ExternalLink.objects.get(url=values["url"]), Offer.objects.get(slug=values["offer"])
    replacement = link_replacement.start(link, offer.get_absolute_url(), offer.name, by=coach)
    link_replacement.continue_replacement(replacement)
    LinkReplacement.objects.filter(pk=replacement.pk).update(made_at=now - timedelta(days=values["days"]))
