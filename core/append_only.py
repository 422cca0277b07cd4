"""A base for rows that record what happened: they are added, and never changed."""

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.Model):
    """``save`` adds a row and never changes one; ``delete`` is left to what the row belongs to.

    A column that says what became of the row later is written by ``QuerySet.update``, in a method of its own.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A {type(self).__name__} is never changed; add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} is only deleted with what it belongs to.")
