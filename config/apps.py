import gc

from django.contrib.admin.apps import AdminConfig


class SturdyAdminConfig(AdminConfig):
    default_site = "config.admin.SturdyAdminSite"

    def ready(self) -> None:
        super().ready()
        # Only now has the queue registered its own pages, which these replace.
        from core.admin import background_work  # noqa: F401

        # What was loaded until now stays. ``manage.py`` and ``config.wsgi`` stopped the search for garbage in it.
        gc.freeze()
        gc.enable()
