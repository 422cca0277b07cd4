"""The titles and pictures of pages where readers sign up, for ``blog.share_pictures``."""

from collections.abc import Iterator

from django.urls import reverse

from blog.share_pictures import Cut, Title, register_source
from offers.models import Offer


def register_titles() -> None:
    register_source(_sign_ups, "media.picture", "offers")


def _sign_ups() -> Iterator[Title]:
    for offer in Offer.objects.current().filter(collects_sign_ups=True).select_related("picture"):
        path = reverse("sign_up_create", args=[offer.slug])
        yield Title(path, offer.title, cut=Cut.from_picture(offer.picture))
