"""The full-text index of the database: one module for each, with the same functions."""

from django.db import connection

from search.databases.base import Candidate, Choice, FullText, Need, Restriction
from search.databases.postgres import PostgresFullText
from search.databases.sqlite import SQLiteFullText

__all__ = ["Candidate", "Choice", "FullText", "Need", "Restriction", "database"]


def database() -> FullText:
    """Return the index of the database in use."""
    return SQLiteFullText() if connection.vendor == "sqlite" else PostgresFullText()
