from django.utils.translation import gettext as _

from blog.desk.checklist import Draft, Item
from blog.desk.content import preview
from blog.models import Post
from offers.models.offer import REDIRECT_PREFIX
from offers.placement import OFFER, PageOffers


def check_next_step(draft: Draft) -> Item:
    """Tell whether the text leads readers on: by an offer in it or of its categories, or a link to one or to the form
    for applying. The offer that all pages have does not count."""
    shown, offers = preview(draft.entry, draft.content), PageOffers()
    is_around = isinstance(shown, Post) and offers.cards_for(shown)
    is_linked = any(f'<a href="{path}' in draft.html for path in ("/apply/", REDIRECT_PREFIX))
    in_text = frozenset(segment.key for segment in shown.segments if segment.block == OFFER)
    is_in_text = in_text and offers.with_slugs(in_text)
    is_done = bool(is_around or is_linked or is_in_text)
    return Item("next-step", _("It shows readers a next step, such as an offer."), is_done, "body")
