"""The titles of pages where readers sign up, for ``blog.share_pictures``."""

from collections.abc import Iterator

from django.urls import reverse

from blog.share_pictures import Title, register_source
from offers.models import Offer


def register_titles() -> None:
    register_source(_sign_ups, "offers")


def _sign_ups() -> Iterator[Title]:
    for offer in Offer.objects.current().filter(collects_sign_ups=True, picture=None):
        yield Title(reverse("sign_up_create", args=[offer.slug]), offer.title)
