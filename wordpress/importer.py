"""An export becomes rows. Every item is one transaction, and what was imported before is left as it is."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from taggit.models import Tag

from accounts.models import Profile, User
from blog.models import Category, Page, Post, SiteTexts
from wordpress import parse
from wordpress.comments import import_comments, leave_out_comments, reserve_comment_ids
from wordpress.content import to_html
from wordpress.models import ImportedRow
from wordpress.report import Report
from wordpress.taxonomy import import_categories, import_tags

Kind = ImportedRow.Kind
Progress = Callable[[int, int], None]

INTRODUCED_ROUTES = {"apply", "articles", "podcast"}
POST_STATES = {"publish": Post.State.PUBLISHED, "future": Post.State.PUBLISHED, "private": Post.State.PRIVATE}
POST_STATES |= dict.fromkeys(("draft", "pending", "auto-draft"), Post.State.DRAFT)


def import_export(file: IO[bytes], progress: Progress = lambda done, total: None) -> Report:
    """Import a WordPress export; ``progress`` hears the number of items done and of all.

    Raises ``parse.UnreadableExportError`` before anything is written if the file can't be read to its end. Nobody is
    mailed.
    """
    overview = parse.read_overview(file)
    reserve_comment_ids(overview.highest_comment_id)
    run = ImportRun(overview.site.url)
    run.import_overview(overview)
    for done, item in enumerate(parse.read_items(file), start=1):
        run.import_item(item)
        progress(done, overview.items)
    return run.report


@dataclass
class ImportRun:
    """One import of one site's export: what is known so far of its authors and terms."""

    site: str
    report: Report = field(default_factory=Report)
    users: dict[str, User] = field(default_factory=dict)
    users_by_id: dict[str, User] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    @transaction.atomic
    def import_overview(self, overview: parse.Overview) -> None:
        """What posts refer to: authors, categories, tags; and the site's name, if it has none of its own yet."""
        if not SiteTexts.objects.exists() and overview.site.title:
            SiteTexts(pk=1, name=overview.site.title[:80], tagline=overview.site.tagline[:160]).save()
        for author in overview.authors.values():
            user = self.import_author(author)
            if author.id:
                self.users_by_id[author.id] = user
        import_categories(self, overview.categories)
        import_tags(self, overview.tags)

    def import_author(self, author: parse.Author) -> User:
        """The account with the author's e-mail address, or a new one that nobody can sign in with yet."""
        email = author.email or f"{slugify(author.login) or 'author'}@imported.invalid"
        known = self.find(Kind.AUTHOR, author.login)
        user = User.objects.filter(pk=known or 0).first() or User.objects.filter(email=email).first()
        if user and known:
            self.report.of(Kind.AUTHOR).already_there += 1
        else:
            if user is None:
                user = User.objects.create_user(email, display_name=author.name[:120], is_staff=True)
                self.report.notes.append(
                    _("%(name)s can't sign in yet: set a password with `manage.py changepassword %(email)s`.")
                    % {"name": user.display_name, "email": user.email}
                )
            if not Profile.objects.filter(user=user).exists():
                Profile.objects.create(user=user, slug=_free_profile_slug(author.login or author.name))
            self.remember(Kind.AUTHOR, author.login, user.pk)
            self.report.of(Kind.AUTHOR).imported += 1
        self.users[author.login] = user
        return user

    def author_of(self, comment: parse.Comment) -> User | None:
        """The author who wrote the comment, by user id or e-mail address; ``None`` for a reader."""
        by_email = {user.email: user for user in self.users.values()}
        return self.users_by_id.get(comment.user_id) or by_email.get(comment.email)

    @transaction.atomic
    def import_item(self, item: parse.Item) -> None:
        reason = _why_left_out(item)
        if reason:
            self.report.of(item.kind).left_out[reason] += 1
            leave_out_comments(self, item, _("below something that was left out"))
        elif item.kind == Kind.PAGE:
            self.import_page(item)
        else:
            post = self.import_post(item)
            import_comments(self, item, post)

    def import_post(self, item: parse.Item) -> Post | None:
        known = self.find(Kind.POST, item.id)
        if known:
            self.report.of(Kind.POST).already_there += 1
            return Post.objects.filter(pk=known).first()
        post = Post(
            title=strip_tags(item.title)[:200] or _("(no title)"),
            excerpt=strip_tags(item.excerpt).strip(),
            body=to_html(item.content),
            author=self.users[item.creator],
            state=Post.State.PRIVATE if item.has_password else POST_STATES[item.status],
            published_at=item.published_at,
            updated_at=item.modified_at or item.published_at or timezone.now(),
            are_comments_open=item.are_comments_open,
        )
        if post.state == Post.State.PUBLISHED and not post.published_at:
            post.published_at = timezone.now()
        if item.has_password:
            self.report.notes.append(_("“%(title)s” had a password and is private now.") % {"title": post.title})
        self._move(post, item)
        post.save()
        post.categories.set([self.categories[term.slug] for term in item.categories])
        post.tags.set([self.tags[term.slug] for term in item.tags])
        self.remember(Kind.POST, item.id, post.pk)
        self.report.of(Kind.POST).imported += 1
        return post

    def import_page(self, item: parse.Item) -> None:
        tally = self.report.of(Kind.PAGE)
        leave_out_comments(self, item, _("below a page, where there is no thread"))
        if self.find(Kind.PAGE, item.id) or self.find(Kind.INTRODUCTION, item.id):
            tally.already_there += 1
            return
        if item.slug in INTRODUCED_ROUTES:
            self.introduce_route(item)
        else:
            page = Page(
                title=strip_tags(item.title)[:200] or _("(no title)"),
                body=to_html(item.content),
                is_published=item.status == "publish" and not item.has_password,
                updated_at=item.modified_at or item.published_at or timezone.now(),
            )
            self._move(page, item)
            page.save()
            self.remember(Kind.PAGE, item.id, page.pk)
        tally.imported += 1

    def introduce_route(self, item: parse.Item) -> None:
        """The page's text stands over the site's own list or form now; a text that is there already stays."""
        texts = SiteTexts.load()
        name = f"{item.slug}_introduction"
        if getattr(texts, name):
            note = _("The page “%(title)s” was not used: /%(slug)s/ has an introduction already.")
        else:
            setattr(texts, name, to_html(item.content))
            texts.save()
            note = _("The page “%(title)s” is the introduction of /%(slug)s/ now.")
        self.report.notes.append(note % {"title": item.title, "slug": item.slug})
        self.remember(Kind.INTRODUCTION, item.id, texts.pk)

    def _move(self, entry: Post | Page, item: parse.Item) -> None:
        """Give the entry its slug of old, or the nearest that is free."""
        wanted = slugify(item.slug or item.title, allow_unicode=True)[:180] or f"{item.kind}-{item.id}"
        for slug in (wanted, f"{wanted}-{item.kind}", f"{wanted}-{item.id}", f"{wanted}-{item.kind}-{item.id}"):
            with suppress(ValidationError, IntegrityError), transaction.atomic():
                entry.move_to(slug)
                break
        if item.slug and entry.slug != item.slug:
            self.report.notes.append(
                _("“%(title)s” stands at /%(slug)s/, as /%(wanted)s/ could not be had.")
                % {"title": entry.title, "slug": entry.slug, "wanted": item.slug}
            )

    def find(self, kind: str, wordpress_id: str | int) -> int | None:
        """The id here of what an earlier import, or this one, made of that row."""
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
    return ""


def _free_profile_slug(name: str) -> str:
    wanted = slugify(name)[:100] or "author"
    slug, number = wanted, 2
    while Profile.objects.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug
