"""The bin: deleted articles and pages can be restored for 30 days."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BIN_RETENTION = timedelta(days=30)


class BinnableQuerySet[M: models.Model](models.QuerySet[M]):
    def shown(self) -> Self:
        """Rows that are public unless they are in the bin. Each model defines this."""
        raise NotImplementedError

    def not_binned(self) -> Self:
        """Rows that are not in the bin."""
        return self.filter(binned_at=None)

    def binned(self) -> Self:
        return self.filter(binned_at__isnull=False)

    def published(self) -> Self:
        """Rows that are public now."""
        return self.not_binned().shown()

    def gone(self) -> Self:
        """Rows in the bin that would be public otherwise. Their URLs answer with 410."""
        return self.binned().shown()

    def expired(self) -> Self:
        """Rows that have been in the bin for ``BIN_RETENTION``."""
        return self.filter(binned_at__lte=timezone.now() - BIN_RETENTION)


class Binnable(models.Model):
    """A row that can be put into the bin. ``binned_at`` is when that was done, or empty."""

    binned_at = models.DateTimeField(_("put into the bin"), null=True, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    @property
    def is_binned(self) -> bool:
        return self.binned_at is not None

    @property
    def deleted_from(self) -> datetime | None:
        """When it will be deleted for good, or ``None`` if it is not in the bin."""
        return self.binned_at and self.binned_at + BIN_RETENTION

    def put_into_bin(self) -> None:
        self._set_binned_at(self.binned_at or timezone.now())

    def restore(self) -> None:
        """Take it out of the bin."""
        self._set_binned_at(None)

    def _set_binned_at(self, moment: datetime | None) -> None:
        type(self)._base_manager.filter(pk=self.pk).update(binned_at=moment)
        self.binned_at = moment
