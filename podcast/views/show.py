"""The page of the podcast: what it is, where people subscribe, and its episodes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pagecache.kept import kept
from podcast.episodes import find_show
from podcast.models import Episode, Show

EPISODES_PER_PAGE = 12


@kept()
def podcast_detail(request: HttpRequest, page: int = 1) -> HttpResponse:
    """Show the episodes. Before the first one there is no podcast."""
    show = find_show()
    public = Episode.objects.public().for_list()
    is_serial = show.kind == Show.Kind.SERIAL
    pages: Paginator[Any] = Paginator(public.oldest_first() if is_serial else public.newest_first(), EPISODES_PER_PAGE)
    if not pages.count or page not in pages.page_range:
        raise Http404
    context = {"show": show, "episodes": pages.page(page), "is_serial": is_serial}
    return render(request, "podcast/podcast_detail.html", context)
