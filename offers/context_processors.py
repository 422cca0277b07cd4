from django.http import HttpRequest

from offers.placement import PageOffers


def offers(request: HttpRequest) -> dict[str, PageOffers]:
    """Add ``page_offers``, the offers of the current page. A request for a preview has its own."""
    return {"page_offers": getattr(request, "page_offers", None) or PageOffers()}
