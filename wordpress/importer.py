"""Import a WordPress export. Each item is one transaction, so a run that was ended goes on where it was.

A later export of the same site adds what is new and updates what nobody has changed here, see ``wordpress.entries``.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from taggit.models import Tag

from accounts.models import User
from blog.models import Category, SiteTexts
from wordpress import left_out
from wordpress.authors import check_logins, import_author
from wordpress.comments import import_comments, reserve_comment_ids
from wordpress.entries import import_page, import_post, why_left_out
from wordpress.export_files import Part, open_parts
from wordpress.files import FileFinder
from wordpress.lock import locked
from wordpress.menus import MENU, import_menu
from wordpress.models import ROWS_A_STATEMENT, ImportedRow
from wordpress.old_addresses import answer_of_link, remember_addresses, site_key
from wordpress.overview import Overview, read_items, read_overview
from wordpress.placing import place_all
from wordpress.records import ARTICLE_KINDS, Comment, Item
from wordpress.rehearsal import taken_back
from wordpress.report import Report
from wordpress.taxonomy import import_categories, import_tags
from wordpress.unplaced import keep_comments
from wordpress.uploads import Uploads

Kind = ImportedRow.Kind
# Called with the number of items done and of all items. Returns whether to go on.
Progress = Callable[[int, int], bool]
MAX_ID = 200


@dataclass(frozen=True, slots=True)
class Options:
    """Only authors whose logins are in ``staff`` may work in the admin, as writers. ``people`` has the ids of persons
    here who an author is, by login. Items of the types ``as_pages`` become pages. ``uploads`` are folders or ZIP files;
    ``fetches`` tells whether what they lack is fetched from the old site. A rehearsal writes and fetches nothing.
    """

    staff: Collection[str] = ()
    people: Mapping[str, int] = field(default_factory=dict)
    as_pages: Collection[str] = ()
    uploads: Sequence[Path] = ()
    fetches: bool = True
    is_rehearsal: bool = False


def import_export(
    paths: Iterable[Path], progress: Progress = lambda done, total: True, options: Options | None = None
) -> Report:
    """Import an export, whole or in parts. No mail is sent.

    Before anything is written, raises ``UnreadableExportError`` if a file can't be read to its end, ``OSError``,
    ``UnknownAuthorError``, and ``ImportRunningError`` if another import is running.
    """
    options = options or Options()
    with locked():
        parts = open_parts(paths)
        overview = read_overview(parts)
        check_logins(overview, options.staff)
        with Uploads(*options.uploads) as uploads, taken_back() if options.is_rehearsal else nullcontext():
            return ImportRun(overview, options, uploads).run_through(parts, progress)


@dataclass
class ImportRun:
    """The state of one import: the report, and the authors, categories and tags that items refer to, by login and slug
    in one case."""

    overview: Overview
    options: Options
    uploads: Uploads
    report: Report = field(default_factory=Report)
    users: dict[str, User] = field(default_factory=dict)
    users_by_id: dict[str, User] = field(default_factory=dict)
    users_by_email: dict[str, User] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    _seen: dict[str, str] = field(default_factory=dict)
    _links: list[str] = field(default_factory=list)
    _menu: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site = site_key(self.overview.site.url) or self.overview.site.title[:MAX_ID]
        self.report.counted = self.overview.counts
        for sentence in self.overview.notes:
            self.report.note(sentence)
        self.files = FileFinder(
            self.overview, self.uploads, fetches=self.options.fetches, rehearses=self.options.is_rehearsal
        )

    @property
    def exported_at(self) -> datetime | None:
        return self.overview.site.exported_at

    def run_through(self, parts: list[Part], progress: Progress) -> Report:
        reserve_comment_ids(self.overview.highest_comment_id)
        self.import_overview()
        for done, item in enumerate(read_items(parts), start=1):
            self.import_item(item)
            if not progress(done, self.overview.items) and done < self.overview.items:
                self.report.note(_("The import was stopped. Start it again to go on."))
                break
        else:
            import_menu(self, self._menu)
        place_all()
        self.files.report_missing(self.report)
        self.report_addresses()
        return self.report

    @transaction.atomic
    def import_overview(self) -> None:
        """Import what posts refer to: authors, categories and tags. Take over the site's name if there is none yet."""
        site = self.overview.site
        if not SiteTexts.objects.exists() and site.title:
            SiteTexts(pk=1, name=site.title[:80], tagline=site.tagline[:160]).save()
        for author in self.overview.authors.values():
            import_author(self, author)
            self.report.authors[author.login] = author.name or author.login
        import_categories(self, self.overview.categories)
        import_tags(self, self.overview.tags)
        for taxonomy, number in self.overview.other_terms.items():
            left_out.note_terms(self.report, taxonomy, number)

    def report_addresses(self) -> None:
        """Say what answers each address of what was public: in a rehearsal all, else those that nothing answers."""
        for link in self._links:
            answer = answer_of_link(self.site, link)
            if self.options.is_rehearsal or answer is None:
                self.report.addresses[link] = answer or ""

    def author_of(self, comment: Comment) -> User | None:
        """Find the author who wrote the comment, by user id or e-mail address. ``None`` means a reader."""
        return self.users_by_id.get(comment.user_id) or self.users_by_email.get(comment.email)

    def import_item(self, item: Item) -> None:
        """Import one item. Its files come first: no transaction waits for another site."""
        if item.link and item.status == "publish" and not item.has_password and left_out.had_page(item.kind):
            self._links.append(item.link)
        if item.kind == "attachment":
            self.files.import_attachment(self, item)
            return
        if item.kind == MENU:
            self._menu.append(item)
            return
        if left_out.had_page(item.kind) and item.kind not in {Kind.PAGE, *ARTICLE_KINDS}:
            self.report.custom[item.kind] += 1
        is_page = item.kind == Kind.PAGE or item.kind in self.options.as_pages
        reason = why_left_out(item) if is_page or item.kind in ARTICLE_KINDS else left_out.why_not_imported(item.kind)
        if reason:
            self.report.tally_for(item.kind).left_out[reason] += 1
            left_out.note_item(self.report, item)
            keep_comments(self, item, _("below something that was left out"))
            return
        key = self.key_of(item)
        if is_page:
            import_page(self, item, key)
        else:
            import_comments(self, item, import_post(self, item, key))

    def key_of(self, item: Item) -> str:
        """Return what the item is remembered by. An id that an earlier item of the file has is no id."""
        known = self._seen.setdefault(f"{item.kind} {item.key}", item.digest)
        return item.key if known == item.digest else f"{item.id}-{item.digest}"

    def find(self, kind: str, wordpress_id: str) -> ImportedRow | None:
        """Return what this import or an earlier one made of the row."""
        return ImportedRow.objects.filter(site=self.site, kind=kind, wordpress_id=_stored(wordpress_id)).first()

    def find_id(self, kind: str, wordpress_id: str) -> int:
        row = self.find(kind, wordpress_id)
        return row.object_id if row else 0

    def find_all(self, kind: str, wordpress_ids: Iterable[str]) -> dict[str, int]:
        """Return the ids of the rows that were made of these, by their id in WordPress."""
        found: dict[str, int] = {}
        for chunk in batched(wordpress_ids, ROWS_A_STATEMENT):
            rows = ImportedRow.objects.filter(site=self.site, kind=kind, wordpress_id__in=chunk)
            found |= dict(rows.values_list("wordpress_id", "object_id"))
        return found

    def remember(self, kind: str, wordpress_id: str, object_id: int, digest: str = "") -> None:
        ImportedRow.objects.update_or_create(
            site=self.site,
            kind=kind,
            wordpress_id=_stored(wordpress_id),
            defaults={"object_id": object_id, "digest": digest},
        )

    def remember_all(self, kind: str, rows: Iterable[tuple[str, int]]) -> None:
        ImportedRow.objects.bulk_create(
            ImportedRow(site=self.site, kind=kind, wordpress_id=key, object_id=pk) for key, pk in rows
        )

    def remember_addresses(self, kind: str, object_id: int, *urls: str) -> None:
        remember_addresses(self.site, kind, object_id, urls)


def _stored(wordpress_id: str) -> str:
    """Return the id as it fits into the column."""
    if len(wordpress_id) <= MAX_ID:
        return wordpress_id
    return f"{wordpress_id[:100]} {hashlib.sha256(wordpress_id.encode()).hexdigest()}"
