"""The steps of an import. Each can be repeated, so a run that was ended goes on where it was."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from podcast.imports.audio import Say, fetch_audio
from podcast.imports.extras import fetch_extras, fetch_show_picture
from podcast.imports.importing import FindPost, import_episode, import_show
from podcast.imports.records import ForeignEpisode, ForeignShow
from podcast.imports.report import Report

STEP = 50


def import_podcast(
    show: ForeignShow,
    records: Sequence[ForeignEpisode],
    *,
    author: User | None,
    find_post: FindPost,
    fetches_audio: bool,
    say: Say,
) -> Report:
    """Import the show and the episodes, then fetch their small files, then their audio if that is wanted.

    Articles are made for ``author``; without one, only articles that are here get episodes.
    """
    report = Report()
    import_show(show, report)
    fetch_show_picture(show.picture_url, report)
    found = []
    for done, record in enumerate(records, start=1):
        if episode := import_episode(record, author, report, find_post):
            fetch_extras(episode, record, show.picture_url, report)
            found.append(episode)
        if done % STEP == 0 or done == len(records):
            say(_("%(done)d of %(total)d episodes") % {"done": done, "total": len(records)})
    if fetches_audio:
        fetch_audio(found, report, say)
    return report
