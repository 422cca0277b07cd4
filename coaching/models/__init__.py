from coaching.models.application import Application, ApplicationQuerySet
from coaching.models.note import Note

__all__ = ["Application", "ApplicationQuerySet", "Note"]
