from django.http import HttpRequest

from coaching.placing import PageOffers


def offers(request: HttpRequest) -> dict[str, PageOffers]:
    """``page_offers``: the offers of the page that is being drawn."""
    return {"page_offers": PageOffers()}
