"""Say what happens to applications when the article, page or offer that they came from is deleted."""

from django.db.models import Q
from django.utils.translation import ngettext

from blog.models import Page, Post
from coaching.models import Application
from offers.models import Offer


def losses_of(entry: Post | Page) -> list[str]:
    if isinstance(entry, Page):
        return []
    number = Application.objects.filter(Q(came_from_post=entry) | Q(came_from_comment__post=entry)).count()
    sentence = ngettext(
        "%(number)d application came from it. It is kept, but will no longer say from which article.",
        "%(number)d applications came from it. They are kept, but will no longer say from which article.",
        number,
    )
    return [sentence % {"number": number}] if number else []


def losses_of_offer(offer: Offer) -> list[str]:
    number = Application.objects.filter(came_from_offer=offer).count()
    sentence = ngettext(
        "%(number)d application came from it. It is kept, but will no longer say so.",
        "%(number)d applications came from it. They are kept, but will no longer say so.",
        number,
    )
    return [sentence % {"number": number}] if number else []
