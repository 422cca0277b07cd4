"""What was found about one thing that may go wrong with the site, in plain words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

TITLES = {
    "database": _("Database"),
    "work": _("Background work"),
    "mail": _("Mail"),
    "screening": _("Spam check"),
    "account": _("Nobody forgotten"),
    "backup": _("Backup"),
    "disk": _("Disk"),
    "files": _("Pictures and files"),
    "clock": _("Clock"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``said`` is a sentence. ``to_do`` says what to do about it, and is empty if all is well.

    ``page`` is the URL name of the owners' page about it, or empty.
    """

    name: str
    said: str
    to_do: str = ""
    page: str = ""

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def is_well(self) -> bool:
        return not self.to_do
