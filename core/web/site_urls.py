from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _


def absolute_url(path: str) -> str:
    """Return ``path`` with ``SITE_URL`` before it. An absolute URL stays as it is."""
    is_path = path.startswith("/") and not path.startswith("//")
    return f"{settings.SITE_URL}{path}" if is_path else urljoin(f"{settings.SITE_URL}/", path)


@lru_cache(maxsize=4096)
def path_of(route: str, key: str | int) -> str:
    """Return what ``reverse`` returns for a route with one value. A page has dozens of paths, mostly the same.

    Raises ``NoReverseMatch``.
    """
    return reverse(route, args=[key])


def own_hosts() -> set[str]:
    """Return the host names of the site, without ``www.``."""
    names = [urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return {name.lower().removeprefix("www.") for name in names}


def validate_target(target: str) -> None:
    """Refuse what is no path on this site and no absolute http(s) URL.

    URLs that browsers read differently from how they look are refused (https://url.spec.whatwg.org/#url-parsing):
    backslashes, spaces and invisible characters, a user name before the host.
    """
    if not target.isprintable() or " " in target or "\\" in target:
        raise ValidationError(_("It contains a space, a backslash or an invisible character."))
    parts = split_target(target)
    is_here = target.startswith("/") and not target.startswith("//")
    is_whole = parts and parts.scheme in ("https", "http") and parts.hostname and "@" not in parts.netloc
    if not is_here and not is_whole:
        raise ValidationError(_("Please enter an address on this site such as /about/, or a full one with https://."))


def split_target(target: str) -> SplitResult | None:
    """Return the parts of the URL, or ``None`` if it can't be parsed."""
    try:
        parts = urlsplit(target)
        _port = parts.port
    except ValueError:
        return None
    return parts
