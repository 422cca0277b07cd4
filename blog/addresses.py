"""Find the public article or page at an address."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from blog.models import Address, Page, Post
from core.web.gone import Gone
from pagecache.memo import memoised


@memoised("accounts", "blog", "media", "taggit")
def find_entry(slug: str) -> Post | Page:
    """Return the article or page with this slug, current or former. Raises ``Http404``, or ``Gone`` if it is in the
    bin."""
    requested = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    address = requested.moved_to or requested
    post = Post.objects.published().for_page().filter(address=address).first()
    entry = post or Page.objects.published().for_page().filter(address=address).first()
    if entry is None:
        raise not_found_or_gone(address)
    return entry


def find_post(slug: str) -> Post:
    """The same for articles alone."""
    entry = find_entry(slug)
    if not isinstance(entry, Post):
        raise Http404
    return entry


def not_found_or_gone(address: Address | None) -> Http404:
    """Return the exception to raise if there is no public page: ``Gone`` if it is in the bin, or else ``Http404``."""
    is_gone = any(model.objects.gone().filter(address=address).exists() for model in (Post, Page))
    return Gone() if is_gone else Http404()
