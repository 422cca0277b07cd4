"""The sitemaps of the whole site: an index of sections, put together from those of the apps."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from blog import sitemaps as blog
from core.web.site_urls import absolute_url
from pagecache.kept import kept, recognise_value
from pagecache.memo import memoised
from podcast.sitemaps import PodcastSitemap


class FormSitemap(blog.SiteSitemap):
    def items(self) -> list[str]:
        return ["application_create", "privacy_notice"]

    def location(self, route: str) -> str:
        return reverse(route)


SITEMAPS: dict[str, type[blog.SiteSitemap]] = {**blog.SITEMAPS, "podcast": PodcastSitemap, "forms": FormSitemap}


class Section(NamedTuple):
    """One file of the index."""

    url: str
    latest: datetime | None


@kept()
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """https://www.sitemaps.org/protocol.html#index"""
    return render(request, "sitemap_index.xml", {"sections": _sections()}, content_type="application/xml")


@memoised("accounts", "blog", "podcast", "taggit")
def _sections() -> list[Section]:
    return list(_find_sections())


def _find_sections() -> Iterator[Section]:
    for name, made in SITEMAPS.items():
        section = made()
        url, pages = absolute_url(reverse("sitemap_section", args=[name])), section.paginator
        latest = section.latest() if pages.count else None
        for number in pages.page_range if pages.count else ():
            yield Section(url if number == 1 else f"{url}?p={number}", latest)


@kept("p")
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """Serve a section, or with ``p`` its further pages."""
    response = sitemap(request, {**SITEMAPS}, section)
    recognise_value(request.GET.get("p", ""))
    return response
