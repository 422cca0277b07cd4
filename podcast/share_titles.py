from collections.abc import Iterator

from django.urls import reverse

from blog.share_pictures import Title
from podcast.episodes import find_show, has_public_episodes


def title_of_podcast() -> Iterator[Title]:
    """Yield what is drawn where the podcast is shared, unless it has a cover picture."""
    show = find_show()
    if has_public_episodes() and not show.picture:
        yield Title(reverse("podcast_detail"), show.shown_title, coach=show.author)
