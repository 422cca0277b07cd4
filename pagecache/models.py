"""The tokens of what is public now. Triggers replace them, in the transaction that changes something public."""

from django.db import models


class PageToken(models.Model):
    """A random token for each model with public columns, and one for all together, whose ``name`` is empty.

    A kept page is served only while the token of all is the one that was read before the page was built. Without rows,
    nothing is kept. There are none while the triggers are off, see ``pagecache.triggers``.
    """

    name = models.CharField(max_length=100, primary_key=True)
    token = models.CharField(max_length=36)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
