from functools import partial
from typing import Any, ClassVar

from django.db import models, transaction


class OwnsFile(models.Model):
    """A row that alone has its file. A file that is replaced, or whose row is deleted, goes with the commit."""

    owned_file: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        rows = type(self)._base_manager.filter(pk=self.pk)
        before = rows.values_list(self.owned_file, flat=True).first()
        super().save(*args, **kwargs)
        if before and before != getattr(self, self.owned_file).name:
            self._drop(before)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        file = getattr(self, self.owned_file).name
        deleted = super().delete(*args, **kwargs)
        if file:
            self._drop(file)
        return deleted

    def _drop(self, file: str) -> None:
        transaction.on_commit(partial(getattr(self, self.owned_file).storage.delete, file))
