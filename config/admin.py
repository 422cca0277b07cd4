"""The admin's front page: the inbox, then what the coach does daily, what runs by itself last."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from accounts.models import User

ORDER = ["comments", "coaching", "inbox", "blog", "accounts", "outbox", "privacy", "taggit", "auth"]


class SturdyAdminSite(AdminSite):
    site_title = index_title = _("Your site")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the site's own texts, as Django's sign-in page would put the host in their place."""
        from blog.context_processors import site  # The app registry imports this module before there are models.

        return {**super().each_context(request), **site(request)}

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from inbox import addresses  # Its views use this site, which must be there first.

        return [*addresses.of(self), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from inbox import pages

        inbox = pages.todays_page(request, cast(User, request.user))
        return super().index(request, {**inbox, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: ORDER.index(label) if (label := app["app_label"]) in ORDER else len(ORDER))
