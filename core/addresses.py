from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def absolute(path: str) -> str:
    """``path`` with the site's own ``SITE_URL`` before it; an address that is whole already stays as it is."""
    return urljoin(f"{settings.SITE_URL}/", path)


def own_hosts() -> set[str]:
    """The names that the site is reached by, without ``www.``."""
    names = [urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return {name.lower().removeprefix("www.") for name in names}


def validate_target(target: str) -> None:
    """Where a link or a redirect may lead: an address of this site, or a whole one with ``http://`` or ``https://``.

    What browsers read in another way than it looks is refused (https://url.spec.whatwg.org/#url-parsing): backslashes,
    blanks and characters that nobody sees, a name before the host.
    """
    if not target.isprintable() or " " in target or "\\" in target:
        raise ValidationError(_("There is a blank, a backslash or a character in it that can’t be seen."))
    parts = _split(target)
    is_here = target.startswith("/") and not target.startswith("//")
    is_whole = parts and parts.scheme in ("https", "http") and parts.hostname and "@" not in parts.netloc
    if not is_here and not is_whole:
        raise ValidationError(_("Please write an address of this site such as /about/, or a whole one with https://."))


def _split(target: str) -> SplitResult | None:
    try:
        parts = urlsplit(target)
        _port = parts.port
    except ValueError:
        return None
    return parts
