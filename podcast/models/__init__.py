"""The podcast: one show, and episodes, each beside an article."""

from podcast.models.episode import Episode
from podcast.models.show import Show

__all__ = ["Episode", "Show"]
