"""What the sample offers, from ``texts/offers.toml``, and how often it was followed."""

import hashlib
import tomllib
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify

from blog.models import Category, Page, Post
from coaching.models import Click, Offer, SignUp
from coaching.sign_up_forms import CONSENT
from demo.album import Album
from demo.articles import TEXTS

DAYS = 90
UNTIL_CONFIRMED = timedelta(minutes=6)


def write_offers(posts: dict[str, Post], categories: dict[str, Category], album: Album, now: datetime) -> int:
    """Write all offers, the clicks of three months on them, and who signed up; gives the number of offers.

    ``posts`` by their slugs, ``categories`` by their names. Nobody is mailed.
    """
    read = tomllib.loads((TEXTS / "offers.toml").read_text(encoding="utf-8"))["offers"]
    published = [post for post in posts.values() if post.is_public]
    for values in read:
        clicks, sign_ups = values.pop("clicks", 0), values.pop("sign_ups", [])
        offer = _write(values, categories, album, now)
        Click.objects.bulk_create(_clicks(offer, published, clicks, now))
        SignUp.objects.bulk_create(_sign_up(offer, posts, now, signed_up) for signed_up in sign_ups)
    return len(read)


def _write(values: dict[str, Any], categories: dict[str, Category], album: Album, now: datetime) -> Offer:
    # A new site has one already, at which the sample's applicants arrive.
    offer = Offer.objects.filter(slug=values["slug"]).first() or Offer()
    below, picture = values.pop("categories", []), values.pop("picture", "")
    if "followed_by" in values:
        offer.successor = Offer.objects.get(slug=values.pop("followed_by"))
    if "ended_days" in values:
        offer.ends_at = now - timedelta(days=values.pop("ended_days"))
    if "begins_in_days" in values:
        offer.starts_at = now + timedelta(days=values.pop("begins_in_days"))
    if "page" in values:
        offer.page = _write_page(values["name"], values.pop("page"))
    for name, value in values.items():
        setattr(offer, name, value)
    if picture:
        album.hang(offer, "picture", picture)
    offer.save()
    offer.categories.set(categories[name] for name in below)
    return offer


def _write_page(title: str, slug: str) -> Page:
    """One that is not published: only those who signed up see it."""
    page = Page(title=title, body=(TEXTS / f"{slug}.html").read_text(encoding="utf-8"))
    page.move_to(slug)
    page.save()
    return page


def _sign_up(offer: Offer, posts: dict[str, Post], now: datetime, values: dict[str, Any]) -> SignUp:
    signed_up = now - timedelta(days=values["days"])
    return SignUp(
        offer=offer,
        name=values["name"],
        email=f"{slugify(values['name'])}@example.org",
        post=posts.get(values.get("article", "")),
        consent_text=str(CONSENT),
        created_at=signed_up,
        asked_at=signed_up,
        confirmed_at=signed_up + UNTIL_CONFIRMED if values["is_confirmed"] else None,
    )


def _clicks(offer: Offer, posts: list[Post], usual: int, now: datetime) -> list[Click]:
    """Some more on some days, some from one article and some from none; the same whenever the sample is loaded."""
    counts: dict[tuple[int, int | None], int] = {}
    for day in range(DAYS):
        for number in range(usual):
            dice = hashlib.sha256(f"{offer.slug} {day} {number}".encode()).digest()
            if dice[0] < 170:
                place = dice[1] % (len(posts) + 2)
                post = posts[place].pk if place < len(posts) else None
                counts[day, post] = counts.get((day, post), 0) + 1 + dice[2] % 2
    return [
        Click(offer=offer, post_id=post, day=(now - timedelta(days=day)).date(), count=count)
        for (day, post), count in counts.items()
    ]
