from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """``path`` with the site's own ``SITE_URL`` before it; an address that is whole already stays as it is."""
    return urljoin(f"{settings.SITE_URL}/", path)
