from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse

from core import tokens


class PrivateLinkMixin(models.Model):
    """A row with a page of its own. Its URL holds a signed token, and whoever has it may see the page.

    ``private_view`` is the name of the URL, and ``private_link_max_age`` how long a link is valid from when it is made.
    """

    private_view: ClassVar[str]
    private_link_max_age: ClassVar[timedelta]
    # What the token names. If it is a field that can be changed, a new value revokes old links.
    private_link_field: ClassVar[str] = "pk"

    class Meta:
        abstract = True

    @property
    def private_token(self) -> str:
        return tokens.sign(self._meta.label, getattr(self, self.private_link_field))

    @property
    def private_url(self) -> str:
        return reverse(self.private_view, args=[self.private_token])

    @classmethod
    def from_token(cls, token: str) -> Self | None:
        """Return ``None`` if the token is forged, expired, revoked or of another model, or if the row is gone."""
        number = tokens.unsign(cls._meta.label, token, cls.private_link_max_age)
        return None if number is None else cls.rows_for_links().filter(**{cls.private_link_field: number}).first()

    @classmethod
    def rows_for_links(cls) -> models.QuerySet[Self]:
        """The rows whose links work, with what their pages show."""
        return cls._default_manager.all()
