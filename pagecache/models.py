"""The token of what is public now. Triggers replace it, in the transaction that changes something public."""

from django.db import models

from core.singletons import Singleton


class PageToken(Singleton):
    """A random token. A kept page is served only while the token is the one that was read before the page was built.

    Without a row, nothing is kept. There is none while the triggers are off, see ``pagecache.triggers``.
    """

    token = models.CharField(max_length=36)

    class Meta(Singleton.Meta):
        default_permissions = ()
