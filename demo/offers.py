"""The sample's offers, from ``texts/offers.toml``, and their clicks."""

import hashlib
import tomllib
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify

from blog.models import Category, Page, Post
from demo.articles import TEXTS
from demo.library import SamplePictures
from offers.forms import CONSENT
from offers.models import Click, Offer, SignUp

DAYS = 90
UNTIL_CONFIRMED = timedelta(minutes=6)


def write_offers(
    posts: dict[str, Post], categories: dict[str, Category], pictures: SamplePictures, now: datetime
) -> int:
    """Write all offers, three months of clicks on them, and the sign-ups. Returns the number of offers.

    ``posts`` are by slug, ``categories`` by name. No mail is sent.
    """
    read = tomllib.loads((TEXTS / "offers.toml").read_text(encoding="utf-8"))["offers"]
    published = [post for post in posts.values() if post.is_public]
    for values in read:
        clicks, sign_ups = values.pop("clicks", 0), values.pop("sign_ups", [])
        offer = _write(values, categories, pictures, now)
        Click.objects.bulk_create(_clicks(offer, published, clicks, now))
        SignUp.objects.bulk_create(_sign_up(offer, posts, now, signed_up) for signed_up in sign_ups)
    return len(read)


def _write(values: dict[str, Any], categories: dict[str, Category], pictures: SamplePictures, now: datetime) -> Offer:
    # A new site already has one offer, from which the sample's applicants come.
    offer = Offer.objects.filter(slug=values["slug"]).first() or Offer()
    below = values.pop("categories", [])
    if "followed_by" in values:
        offer.successor = Offer.objects.get(slug=values.pop("followed_by"))
    if "ended_days" in values:
        offer.ends_at = now - timedelta(days=values.pop("ended_days"))
    if "begins_in_days" in values:
        offer.starts_at = now + timedelta(days=values.pop("begins_in_days"))
    if "page" in values:
        offer.page = _write_page(values["name"], values.pop("page"))
    if "picture" in values:
        offer.picture = pictures.get(values.pop("picture"))
    for name, value in values.items():
        setattr(offer, name, value)
    offer.save()
    offer.categories.set(categories[name] for name in below)
    return offer


def _write_page(title: str, slug: str) -> Page:
    """Write an unpublished page, which only people who signed up see."""
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
    """Return clicks that differ from day to day and by article, but are the same whenever the sample is loaded."""
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
