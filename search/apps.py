from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from search.episodes import Episodes
        from search.kinds import register_kind
        from search.public_columns import declare_columns
        from search.sources import Articles, Comments, Pages

        for kind in (Articles(), Pages(), Episodes(), Comments()):
            register_kind(kind)
        declare_columns()
