"""Settings that the coach keeps in a form: a model of one row, which is there from the start."""

from typing import Self

from django.db import models
from django.utils.text import capfirst


class OneRow(models.Model):
    """A child's ``Meta`` is to inherit from this one's."""

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="%(class)s_one_row")]

    def __str__(self) -> str:
        return capfirst(str(self._meta.verbose_name))

    @classmethod
    def load(cls) -> Self:
        """The row, or what a new site starts with."""
        return cls._default_manager.filter(pk=1).first() or cls(pk=1)
