"""Find the public article or page at an address."""

from django.http import Http404

from blog.models import Address, Page, Post
from core.prepared_queries import PreparedQuery
from core.web.gone import Gone
from pagecache.memo import memoised

_addresses = PreparedQuery[Address](
    lambda slug: Address.objects.select_related("moved_to").filter(slug=slug), Address._meta.get_field("slug")
)
_posts = PreparedQuery[Post](lambda address: Post.objects.for_page().filter(address=address))
_pages = PreparedQuery[Page](lambda address: Page.objects.for_page().filter(address=address))


@memoised("accounts", "blog", "media", "taggit")
def find_entry(slug: str) -> Post | Page:
    """Return the article or page with this slug, current or former. Raises ``Http404``, or ``Gone`` if it is in the
    bin."""
    requested = next(iter(_addresses.rows(slug)), None)
    if requested is None:
        raise Http404
    address = requested.moved_to or requested
    for entries in (_posts, _pages):
        for entry in entries.rows(address.pk):
            if entry.is_public:
                return entry.attach_categories().attach_tags() if isinstance(entry, Post) else entry
    raise not_found_or_gone(address)


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
