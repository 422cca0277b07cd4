"""Make a show and episodes of a foreign podcast's records. What exists already is left as it is."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Address, Post
from blog.models.entry import MAX_SLUG_LENGTH, reserved_words
from core.html import MAX_CHARACTERS, clean_article
from core.slugs import free_slug, is_slug, make_slug
from core.web.site_urls import own_hosts
from podcast.categories import read_category
from podcast.imports.records import ForeignEpisode, ForeignShow
from podcast.imports.report import Report
from podcast.models import Episode, Show
from podcast.models.episode import MAX_GUID

# The article of an episode that was published elsewhere too may be some hours older or younger.
SAME_TIME = timedelta(days=2)

FindPost = Callable[[ForeignEpisode], Post | None]


def import_show(record: ForeignShow, report: Report) -> None:
    """Make the show, unless there is one already."""
    if record.new_feed_url:
        report.notes.append(_("The feed says that it has moved to %(url)s.") % {"url": record.new_feed_url})
    if Show.objects.exists():
        return
    known = [name for name in record.categories if read_category(name)]
    report.notes += [
        _("“%(name)s” is no category of Apple’s any more. Please choose another one.") % {"name": name}
        for name in record.categories
        if name not in known
    ]
    Show(
        pk=1,
        title=record.title[:200],
        description=record.description[:4000],
        author=record.author[:200],
        owner_name=record.owner_name[:200],
        owner_email=_valid_email(record.owner_email),
        category=known[0] if known else "",
        second_category=known[1] if len(known) > 1 else "",
        language=record.language[:20] if record.language.lower() != settings.LANGUAGE_CODE else "",
        is_explicit=record.is_explicit,
        kind=Show.Kind.SERIAL if record.is_serial else Show.Kind.EPISODIC,
        copyright=record.copyright[:200],
        is_locked=True,
        guid=record.guid[:100],
    ).save()


def _valid_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


@transaction.atomic
def import_episode(record: ForeignEpisode, author: User | None, report: Report, find_post: FindPost) -> Episode | None:
    """Return the episode with the record's guid, new or from before, or ``None`` if it is left out.

    It is beside the article that ``find_post`` knows, or that seems to be about the same, or else beside a new one by
    ``author``, if there is one.
    """
    if reason := _why_left_out(record):
        report.left_out[reason] += 1
        return None
    if known := Episode.objects.filter(guid=record.guid).first():
        report.known += 1
        return known
    post = find_post(record) or _same_post(record) or (_new_post(record, author, report) if author else None)
    if post is None or (reason := _why_not_beside(post)):
        report.left_out[_("its article is not here: run import_wordpress first") if post is None else reason] += 1
        report.notes.append(_("Left out: “%(title)s”") % {"title": record.title})
        return None
    report.new += 1
    return Episode.objects.create(
        post=post,
        address=record.audio_url,
        size=record.size,
        media_type=record.media_type,
        duration=record.duration,
        number=record.number,
        season=record.season,
        kind=record.kind,
        is_explicit=record.is_explicit,
        guests=record.guests[:2000],
        guid=record.guid,
    )


def _why_left_out(record: ForeignEpisode) -> str:
    if not record.audio_url:
        return _("it has no audio")
    if len(record.guid) > MAX_GUID:
        return _("its id is longer than %d characters") % MAX_GUID
    if len(record.text) > MAX_CHARACTERS and len(clean_article(record.text)) > MAX_CHARACTERS:
        return _("its text has more than %d characters") % MAX_CHARACTERS
    return ""


def _why_not_beside(post: Post) -> str:
    if post.is_binned:
        return _("its article is in the bin here")
    return _("its article has other audio already") if Episode.objects.filter(post=post).exists() else ""


def _same_post(record: ForeignEpisode) -> Post | None:
    """Return the article that the record links to, or one with the same title from about the same time.

    The slug of another site's link may be that of another article here, so the title must be the same too.
    """
    without_audio = Post.objects.filter(episode=None)
    slug = slug_of(record.link)
    found = Address.objects.filter(slug=slug).first() if slug else None
    if found and (post := without_audio.filter(address=found.moved_to_id or found.pk).first()):
        is_own = (urlsplit(record.link).hostname or "").removeprefix("www.") in own_hosts()
        if is_own or _folded(post.title) == _folded(record.title):
            return post
    if record.published_at is None or not record.title:
        return None
    near = Q(published_at__range=(record.published_at - SAME_TIME, record.published_at + SAME_TIME))
    return next((post for post in without_audio.filter(near) if _folded(post.title) == _folded(record.title)), None)


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _new_post(record: ForeignEpisode, author: User, report: Report) -> Post:
    """Make an article of the episode: published, or a draft if nothing says when."""
    title = record.title[:200] or _("(no title)")
    if record.published_at is None:
        report.notes.append(_("“%(title)s” has no valid date. It is a draft now.") % {"title": title})
    post = Post(
        title=title,
        teaser=record.teaser if len(record.teaser) <= 400 else "",
        body=record.text,
        author=author,
        state=Post.State.PUBLISHED if record.published_at else Post.State.DRAFT,
        published_at=record.published_at,
        updated_at=record.published_at or timezone.now(),
    )
    slug = slug_of(record.link)
    post.move_to(free_slug(slug if is_slug(slug) else make_slug(title) or "episode", _is_taken, MAX_SLUG_LENGTH))
    post.save()
    return post


def slug_of(link: str) -> str:
    """Return the last part of the link's path, which most sites make of the title."""
    return unquote(urlsplit(link).path).rstrip("/").rpartition("/")[2].lower()


def _is_taken(slug: str) -> bool:
    return slug in reserved_words() or Address.objects.filter(slug=slug).exists()
