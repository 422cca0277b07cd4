from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodcastConfig(AppConfig):
    name = "podcast"
    verbose_name = _("Podcast")

    def ready(self) -> None:
        from blog.admin.desk.desk import register_page
        from core.uploads import kinds
        from podcast.library_uses import register_uses
        from podcast.models.episode import MAX_BYTES
        from podcast.public_columns import declare_columns

        kinds.register("audio", MAX_BYTES)
        declare_columns()
        register_uses()
        register_page("audio", "admin:podcast_episode_of")
