"""Where the podcast uses pictures of the library."""

from django.utils.translation import gettext_lazy as _

from blog.library_uses import is_public
from media.uses import register_foreign_key
from podcast.models import Episode, Show


def register_uses() -> None:
    register_foreign_key(Show, "picture", _("on its cover"))
    register_foreign_key(Episode, "picture", _("in podcast apps"), is_public=lambda episode: is_public(episode.post))
