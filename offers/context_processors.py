from django.http import HttpRequest

from offers.placement import PageOffers


def offers(request: HttpRequest) -> dict[str, PageOffers]:
    """Add ``page_offers``, the offers of the current page."""
    return {"page_offers": PageOffers()}
