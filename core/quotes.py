"""The quotes of the site's language around a name, for lists of names within a sentence."""

from django.utils.translation import gettext as _


def quoted(name: object) -> str:
    return _("“%s”") % (name,)
