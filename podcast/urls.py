from django.urls import path

from blog.views.lists import first_page
from pagecache.kept import kept
from podcast.feeds import PodcastFeed
from podcast.views import files
from podcast.views.show import podcast_detail
from podcast.views.transcript import transcript_detail

urlpatterns = [
    path("podcast/", podcast_detail, name="podcast_detail"),
    path("podcast/page/1/", first_page),
    path("podcast/page/<int:page>/", podcast_detail, name="podcast_detail"),
    path("podcast/feed/", kept()(PodcastFeed()), name="podcast_feed"),
    path("podcast/transcripts/<int:pk>.vtt", files.podcast_transcript, name="podcast_transcript"),
    path("podcast/transcripts/<int:pk>.txt", files.podcast_words, name="podcast_words"),
    path("podcast/chapters/<int:pk>.json", files.podcast_chapters, name="podcast_chapters"),
    path("podcast/transcripts/<int:pk>/", transcript_detail, name="transcript_detail"),
    path("podcast/cover-<int:pk>-<slug:version>.jpg", files.podcast_cover, name="podcast_cover"),
]
