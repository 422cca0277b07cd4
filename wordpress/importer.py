"""Import a WordPress export. Each item is one transaction. Rows of an earlier import are left as they are."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from taggit.models import Tag

from accounts.models import Profile, User
from accounts.roles import Role
from blog.models import Category, Page, Post, SiteTexts
from core.html import MAX_CHARACTERS, clean_article
from core.slugs import free_slug, is_slug, make_slug
from wordpress import parse
from wordpress.comments import import_comments, leave_out_comments, reserve_comment_ids
from wordpress.content import to_html
from wordpress.models import ImportedRow
from wordpress.report import Report
from wordpress.taxonomy import import_categories, import_tags

Kind = ImportedRow.Kind
Progress = Callable[[int, int], None]

INTRODUCED_ROUTES = {"apply", "articles"}
POST_STATES = {"publish": Post.State.PUBLISHED, "future": Post.State.PUBLISHED, "private": Post.State.PRIVATE}
POST_STATES |= dict.fromkeys(("draft", "pending", "auto-draft"), Post.State.DRAFT)


class UnknownAuthorError(Exception):
    """A login given as staff is not among the export's authors. The message is a sentence for the person who runs
    the import."""


def import_export(
    file: IO[bytes], progress: Progress = lambda done, total: None, staff: Collection[str] = ()
) -> Report:
    """Import a WordPress export. ``progress`` is called with the number of items done and of all items.

    Only the authors whose logins are in ``staff`` may work in the admin, as writers. No mail is sent. Before anything
    is written, raises ``parse.UnreadableExportError`` if the file can't be read to its end, and ``UnknownAuthorError``.
    """
    overview = parse.read_overview(file)
    if unknown := sorted(set(staff) - overview.authors.keys()):
        raise UnknownAuthorError(
            _("There is no author “%(unknown)s” in the file. Its authors are: %(authors)s.")
            % {"unknown": ", ".join(unknown), "authors": ", ".join(overview.authors)}
        )
    reserve_comment_ids(overview.highest_comment_id)
    run = ImportRun(overview.site.url, staff)
    run.import_overview(overview)
    for done, item in enumerate(parse.read_items(file), start=1):
        run.import_item(item)
        progress(done, overview.items)
    return run.report


@dataclass
class ImportRun:
    """The state of one import: the report, and the authors, categories and tags that items refer to."""

    site: str
    staff: Collection[str] = ()
    report: Report = field(default_factory=Report)
    users: dict[str, User] = field(default_factory=dict)
    users_by_id: dict[str, User] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    @transaction.atomic
    def import_overview(self, overview: parse.Overview) -> None:
        """Import what posts refer to: authors, categories and tags. Take over the site's name if there is none yet."""
        if not SiteTexts.objects.exists() and overview.site.title:
            SiteTexts(pk=1, name=overview.site.title[:80], tagline=overview.site.tagline[:160]).save()
        for author in overview.authors.values():
            user = self.import_author(author)
            if author.id:
                self.users_by_id[author.id] = user
        import_categories(self, overview.categories)
        import_tags(self, overview.tags)

    def import_author(self, author: parse.Author) -> User:
        """Return the account with the author's e-mail address, or a new one that has no password yet."""
        email = author.email or f"{make_slug(author.login) or 'author'}@imported.invalid"
        imported_id = self.find(Kind.AUTHOR, author.login)
        user = User.objects.filter(pk=imported_id or 0).first() or User.objects.filter(email=email).first()
        if user and imported_id:
            self.report.tally_for(Kind.AUTHOR).already_there += 1
        else:
            if user is None:
                user = User.objects.create_user(email, display_name=author.name[:120])
                self.report.notes.append(self._author_note(author, user))
            if not Profile.objects.filter(user=user).exists():
                Profile.objects.create(user=user, slug=_free_profile_slug(author.login or author.name))
            self.remember(Kind.AUTHOR, author.login, user.pk)
            self.report.tally_for(Kind.AUTHOR).imported += 1
        if author.login in self.staff and not user.is_staff:
            user.is_staff, user.role = True, Role.WRITER
            user.save(update_fields=["is_staff", "role"])
        self.users[author.login] = user
        return user

    def _author_note(self, author: parse.Author, user: User) -> str:
        if author.login in self.staff:
            note = _("%(name)s can't sign in yet: set a password with `manage.py changepassword %(email)s`.")
        else:
            note = _("%(name)s is an author and can't sign in. To change that, import again with `--staff %(login)s`.")
        return note % {"name": user.display_name, "email": user.email, "login": author.login}

    def author_of(self, comment: parse.Comment) -> User | None:
        """Find the author who wrote the comment, by user id or e-mail address. ``None`` means a reader."""
        by_email = {user.email: user for user in self.users.values()}
        return self.users_by_id.get(comment.user_id) or by_email.get(comment.email)

    @transaction.atomic
    def import_item(self, item: parse.Item) -> None:
        reason = _why_left_out(item)
        if reason:
            self.report.tally_for(item.kind).left_out[reason] += 1
            leave_out_comments(self, item, _("below something that was left out"))
        elif item.kind == Kind.PAGE:
            self.import_page(item)
        else:
            post = self.import_post(item)
            import_comments(self, item, post)

    def import_post(self, item: parse.Item) -> Post | None:
        imported_id = self.find(Kind.POST, item.id)
        if imported_id:
            return self._known_post(imported_id)
        post = Post(
            title=strip_tags(item.title)[:200] or _("(no title)"),
            teaser=strip_tags(item.excerpt).strip(),
            body=to_html(item.content),
            author=self.users[item.creator],
            state=Post.State.PRIVATE if item.has_password else POST_STATES[item.status],
            published_at=item.published_at,
            updated_at=item.modified_at or item.published_at or timezone.now(),
            are_comments_open=item.are_comments_open,
            guid=item.guid,
        )
        if post.state == Post.State.PUBLISHED and not post.published_at:
            post.published_at = item.modified_at or timezone.now()
            self.report.notes.append(_("“%(title)s” had no valid date.") % {"title": post.title})
        if item.has_password:
            self.report.notes.append(_("“%(title)s” had a password. It is private now.") % {"title": post.title})
        self._assign_slug(post, item)
        post.save()
        post.categories.set([self.categories[term.slug] for term in item.categories])
        post.tags.set([self.tags[term.slug] for term in item.tags])
        self.remember(Kind.POST, item.id, post.pk)
        self.report.tally_for(Kind.POST).imported += 1
        return post

    def _known_post(self, pk: int) -> Post | None:
        """Return the post that an earlier import made, or ``None`` if it was deleted or put into the bin since."""
        tally = self.report.tally_for(Kind.POST)
        post = Post.objects.filter(pk=pk).first()
        if post and not post.is_binned:
            tally.already_there += 1
            return post
        tally.left_out[_in_bin_or_deleted(post)] += 1
        return None

    def import_page(self, item: parse.Item) -> None:
        tally = self.report.tally_for(Kind.PAGE)
        leave_out_comments(self, item, _("below a page, where there is no thread"))
        imported_id = self.find(Kind.PAGE, item.id)
        if imported_id and not Page.objects.not_binned().filter(pk=imported_id).exists():
            tally.left_out[_in_bin_or_deleted(Page.objects.filter(pk=imported_id).first())] += 1
            return
        if imported_id or self.find(Kind.INTRODUCTION, item.id):
            tally.already_there += 1
            return
        is_public = item.status == "publish" and not item.has_password
        if item.slug in INTRODUCED_ROUTES and is_public:
            self.introduce_route(item)
        else:
            page = Page(
                title=strip_tags(item.title)[:200] or _("(no title)"),
                body=to_html(item.content),
                state=Page.State.PUBLISHED if is_public else Page.State.DRAFT,
                published_at=item.published_at or item.modified_at or timezone.now(),
                updated_at=item.modified_at or item.published_at or timezone.now(),
            )
            self._assign_slug(page, item)
            page.save()
            self.remember(Kind.PAGE, item.id, page.pk)
        tally.imported += 1

    def introduce_route(self, item: parse.Item) -> None:
        """Use the page's text as the introduction of ``/apply/`` or ``/articles/``, unless there is one already."""
        texts = SiteTexts.load()
        name = f"{item.slug}_introduction"
        if getattr(texts, name):
            note = _("The page “%(title)s” was not used: /%(slug)s/ has an introduction already.")
        else:
            setattr(texts, name, to_html(item.content, has_blocks=False))
            texts.save()
            note = _("The page “%(title)s” is the introduction of /%(slug)s/ now.")
        self.report.notes.append(note % {"title": item.title, "slug": item.slug})
        self.remember(Kind.INTRODUCTION, item.id, texts.pk)

    def _assign_slug(self, entry: Post | Page, item: parse.Item) -> None:
        """Give the entry its WordPress slug, or the nearest one that is valid and free. The old slug redirects."""
        own_slug = item.slug if is_slug(item.slug) else make_slug(item.slug) or make_slug(item.title)
        wanted = own_slug[:180] or f"{item.kind}-{item.id}"
        for slug in (wanted, f"{wanted}-{item.kind}", f"{wanted}-{item.id}", f"{wanted}-{item.kind}-{item.id}"):
            with suppress(ValidationError, IntegrityError), transaction.atomic():
                entry.move_to(slug)
                break
        if item.slug and entry.slug != item.slug and not entry.redirect_from(item.slug):
            self.report.notes.append(
                _("“%(title)s” is at /%(slug)s/ because /%(wanted)s/ was not available.")
                % {"title": entry.title, "slug": entry.slug, "wanted": item.slug}
            )

    def find(self, kind: str, wordpress_id: str | int) -> int | None:
        """Return the id of the row that this import or an earlier one made, or ``None``."""
        rows = ImportedRow.objects.filter(site=self.site, kind=kind, wordpress_id=str(wordpress_id))
        return rows.values_list("object_id", flat=True).first()

    def remember(self, kind: str, wordpress_id: str | int, object_id: int) -> None:
        ImportedRow.objects.update_or_create(
            site=self.site, kind=kind, wordpress_id=str(wordpress_id), defaults={"object_id": object_id}
        )


def _why_left_out(item: parse.Item) -> str:
    if item.kind not in (Kind.POST, Kind.PAGE):
        return _("this kind of content is not imported")
    if item.status not in POST_STATES:
        return _("it was in WordPress's bin") if item.status == "trash" else _("its state is “%s”") % item.status
    if len(item.content) > MAX_CHARACTERS and len(clean_article(to_html(item.content))) > MAX_CHARACTERS:
        return _("its text has more than %d characters") % MAX_CHARACTERS
    return ""


def _in_bin_or_deleted(entry: Post | Page | None) -> str:
    return _("it is in the bin here, and stays there") if entry else _("it was deleted here, and stays deleted")


def _free_profile_slug(name: str) -> str:
    return free_slug(make_slug(name) or "author", lambda slug: Profile.objects.filter(slug=slug).exists())
