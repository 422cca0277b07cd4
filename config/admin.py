"""The admin's front page: what the coach does daily first, what runs by itself last."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

ORDER = ["comments", "coaching", "blog", "accounts", "outbox", "taggit", "auth"]


class SturdyAdminSite(AdminSite):
    site_title = index_title = _("Your site")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the site's own texts, as Django's sign-in page would put the host in their place."""
        from blog.context_processors import site  # The app registry imports this module before there are models.

        return {**super().each_context(request), **site(request)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: ORDER.index(label) if (label := app["app_label"]) in ORDER else len(ORDER))


class SturdyAdminConfig(AdminConfig):
    default_site = "config.admin.SturdyAdminSite"
