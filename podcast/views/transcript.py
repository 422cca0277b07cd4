"""The page of a transcript: all of it, however long."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from blog.views.entries import allow_sources
from pagecache.kept import kept
from podcast.models import Episode


@kept()
def transcript_detail(request: HttpRequest, pk: int) -> HttpResponse:
    public = Episode.objects.public().exclude(transcript="").select_related("post__address", "post__cover")
    episode = get_object_or_404(public, pk=pk)
    if not episode.audio_url:
        raise Http404
    context = {"episode": episode, "post": episode.post}
    return allow_sources(render(request, "podcast/transcript_detail.html", context), episode.post)
