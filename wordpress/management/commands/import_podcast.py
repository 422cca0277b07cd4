from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core.outbound.connection_faults import ConnectionFaultError
from core.outbound.downloads import download
from podcast.imports.audio import PURPOSE
from podcast.imports.feeds import MAX_FEED_BYTES, UnreadableFeedError, read_feed
from podcast.imports.report import Report, sentence_for
from podcast.imports.run import import_podcast
from podcast.models import Episode
from wordpress import podcasts
from wordpress.export_files import open_parts
from wordpress.lock import ImportRunningError, locked
from wordpress.xml_reader import UnreadableExportError

# In seconds.
DEADLINE = 60.0
# An export has the name of its format at its start, or is packed.
START, FORMAT, PACKED = 100_000, b"wordpress.org/export/", (b"PK", b"\x1f\x8b")


class Command(BaseCommand):
    help = (
        "Import a podcast from its feed, an address or a file; or from a WordPress export with episodes of PowerPress "
        "or Seriously Simple Podcasting, whose articles import_wordpress has imported before. Running it again adds "
        "what is new and fetches what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="URL-or-FILE")
        parser.add_argument(
            "--audio",
            choices=("fetch", "leave"),
            required=True,
            help="“fetch” brings the audio files to this site, “leave” leaves them where they are.",
        )
        parser.add_argument(
            "--author", metavar="EMAIL", help="Whose articles the episodes of a feed become. Otherwise an owner’s."
        )

    def handle(self, *args: Any, source: str, audio: str, author: str | None, **options: Any) -> None:
        try:
            with locked():
                report = self.run_import(source, author, fetches_audio=audio == "fetch")
        except OSError as error:
            raise CommandError(
                _("%(file)s: %(why)s.") % {"file": error.filename or source, "why": error.strerror}
            ) from error
        except ConnectionFaultError as error:
            raise CommandError(sentence_for(source, error.fault)) from error
        except (UnreadableFeedError, UnreadableExportError, ImportRunningError) as error:
            raise CommandError(f"{error} {_('Nothing was imported.')}") from error
        self.stdout.write(str(report))

    def run_import(self, source: str, author: str | None, *, fetches_audio: bool) -> Report:
        if not source.startswith(("http://", "https://")) and is_export(Path(source)):
            return self.import_export(Path(source), fetches_audio=fetches_audio)
        show, episodes = read_feed(*self.read_source(source))
        return import_podcast(
            show,
            episodes,
            author=find_author(author),
            find_post=podcasts.find_post,
            fetches_audio=fetches_audio,
            say=self.say,
        )

    def read_source(self, source: str) -> tuple[bytes, str]:
        """Return the feed, and its address if it has one."""
        if source.startswith(("http://", "https://")):
            return download(source, MAX_FEED_BYTES, seconds=DEADLINE, purpose=PURPOSE)[0], source
        with Path(source).open("rb") as file:
            return file.read(MAX_FEED_BYTES), ""

    def import_export(self, path: Path, *, fetches_audio: bool) -> Report:
        podcast = podcasts.read_podcast(open_parts([path]))
        report = import_podcast(
            podcast.show,
            podcast.episodes,
            author=None,
            find_post=lambda record: podcast.posts.get(record.guid),
            fetches_audio=fetches_audio,
            say=self.say,
        )
        if len(podcast.series) > 1:
            report.notes.append(_("Its podcasts are one here, with tags: %s") % ", ".join(sorted(podcast.series)))
            for name, guids in podcast.series.items():
                for episode in Episode.objects.filter(guid__in=guids).select_related("post"):
                    episode.post.tags.add(name[:100])
        return report

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def is_export(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(START)
    return start.startswith(PACKED) or FORMAT in start


def find_author(email: str | None) -> User:
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    owners = staff.filter(Q(is_superuser=True) | Q(role=Role.OWNER))
    author = (staff.filter(email__iexact=email) if email else owners).first()
    if author is None:
        raise CommandError(_("There is no such member of the staff. Please give the address of one with --author."))
    return author
