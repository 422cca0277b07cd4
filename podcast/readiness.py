"""What directories ask of a podcast before they take it (https://podcasters.apple.com/support/823-podcast-requirements)."""

from django.utils.translation import gettext as _

from podcast.models import Episode, Show


def missing_for_directories(show: Show) -> list[str]:
    """Return a sentence for each thing that is still missing."""
    has = {
        _("It has a title and says what it is about."): bool(show.title and show.description),
        _("It has a square cover picture."): show.picture_id is not None,
        _("It is in a category."): bool(show.categories),
        _("It names an e-mail address, to which they send a code."): bool(show.owner_email),
        _("It has an episode that is public."): Episode.objects.public().exists(),
    }
    return [sentence for sentence, is_there in has.items() if not is_there]
