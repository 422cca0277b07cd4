from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodcastConfig(AppConfig):
    name = "podcast"
    verbose_name = _("Podcast")

    def ready(self) -> None:
        from blog.desk.pages import register_page
        from blog.feeds import register_enclosures
        from blog.menu import register_occasional_page
        from blog.share_pictures import register_source
        from blog.views.entries import register_sources
        from core.uploads import kinds
        from podcast.audio_sources import audio_sources
        from podcast.enclosures import find_enclosures
        from podcast.episodes import has_public_episodes
        from podcast.library_uses import register_uses
        from podcast.models.episode import MAX_BYTES
        from podcast.public_columns import declare_columns
        from podcast.share_titles import title_of_podcast

        kinds.register("audio", MAX_BYTES)
        declare_columns()
        register_uses()
        register_occasional_page("podcast_detail", has_public_episodes)
        register_sources(audio_sources)
        register_enclosures(find_enclosures)
        register_source(title_of_podcast, "blog", "media", "podcast")
        register_page("audio", "admin:podcast_episode_of")
