"""Where the coach works with those who apply."""

from coaching.admin.applications import ApplicationAdmin

__all__ = ["ApplicationAdmin"]
