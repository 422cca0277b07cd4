"""What podcast apps fetch beside the feed: transcripts, chapters and covers."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from media.models import Picture
from pagecache.kept import kept
from podcast.chapters import read_chapters
from podcast.covers import encoded_cover, version_of
from podcast.models import Episode, Show
from podcast.transcripts import ARROW, cues, write_vtt


@kept()
def podcast_transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """A transcript with times, as WebVTT, whatever it was written as."""
    episode = get_object_or_404(Episode.objects.public().filter(transcript__contains=ARROW), pk=pk)
    return _for_apps(HttpResponse(write_vtt(cues(episode.transcript)), content_type="text/vtt; charset=utf-8"))


@kept()
def podcast_words(request: HttpRequest, pk: int) -> HttpResponse:
    """A transcript without times."""
    written = Episode.objects.public().exclude(transcript="").exclude(transcript__contains=ARROW)
    episode = get_object_or_404(written, pk=pk)
    return _for_apps(HttpResponse(episode.transcript, content_type="text/plain; charset=utf-8"))


@kept()
def podcast_chapters(request: HttpRequest, pk: int) -> HttpResponse:
    """Chapters as JSON (https://github.com/Podcastindex-org/podcast-namespace/tree/main/docs/examples/chapters)."""
    episode = get_object_or_404(Episode.objects.public().exclude(chapters=""), pk=pk)
    rows = [
        {"startTime": chapter.start, "title": chapter.title, **({"url": chapter.url} if chapter.url else {})}
        for chapter in read_chapters(episode.chapters)
    ]
    content = {"version": "1.2.0", "chapters": rows}
    return _for_apps(JsonResponse(content, content_type="application/json+chapters"))


@kept()
def podcast_cover(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The cover of the podcast or of an episode. A former version redirects to the current one, for the time being."""
    picture = get_object_or_404(Picture, pk=pk)
    if Show.load().picture_id != pk and not Episode.objects.public().filter(picture=pk).exists():
        raise Http404
    if version != version_of(picture):
        return redirect("podcast_cover", pk=pk, version=version_of(picture))
    data = encoded_cover(picture)
    if data is None:
        raise Http404
    return _for_apps(HttpResponse(data, content_type="image/jpeg"))


def _for_apps(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read it: there are podcast apps that run in a browser."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
