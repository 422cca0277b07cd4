from podcast.admin.episodes import EpisodeAdmin
from podcast.admin.show import ShowAdmin

__all__ = ["EpisodeAdmin", "ShowAdmin"]
