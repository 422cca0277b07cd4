from urllib.parse import urljoin, urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """``path`` with the site's own ``SITE_URL`` before it; an address that is whole already stays as it is."""
    return urljoin(f"{settings.SITE_URL}/", path)


def own_hosts() -> set[str]:
    """The names that the site is reached by, without ``www.``."""
    names = [urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return {name.lower().removeprefix("www.") for name in names}
