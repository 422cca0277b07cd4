from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodcastConfig(AppConfig):
    name = "podcast"
    verbose_name = _("Podcast")

    def ready(self) -> None:
        from core.uploads import kinds
        from podcast.models.episode import MAX_BYTES
        from podcast.public_columns import declare_columns

        kinds.register("audio", MAX_BYTES)
        declare_columns()
