"""Loads the sample site: all of it, or nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from blog.models import Category, Page, Post, SiteTexts
from demo import site
from demo.album import Album
from demo.applications import write_applications
from demo.articles import TEXTS, Article, read_articles
from demo.links import write_links
from demo.offers import write_offers
from demo.talk import write_conversations

Say = Callable[[str], None]


def load(say: Say, picture_width: int) -> None:
    """Fill an empty database; ``say`` hears of each step. Pictures are drawn ``picture_width`` pixels wide."""
    album = Album(picture_width)
    articles = read_articles()
    say(_("Pictures drawn: %d") % album.draw_all())
    with album.discarded_on_failure(), transaction.atomic():
        now = midnight()
        people = {person.name: _make_person(person, album) for person in site.PEOPLE}
        categories = _make_categories()
        _write_site_texts(album)
        _write_about(now)
        say(_("Accounts: %d") % len(people))
        posts = {article.slug: _write_article(article, people, categories, album, now) for article in articles}
        say(_("Articles: %d") % len(posts))
        say(_("Offers: %d") % write_offers(posts, categories, album, now))
        say(_("Outside links: %d") % write_links(people[site.MARA.name], now))
        say(_("Comments: %d") % write_conversations(posts, people, now))
        say(_("Applications: %d") % write_applications(people[site.MARA.name], posts, now))


def midnight() -> datetime:
    """The beginning of this day, which every date of the sample is counted from."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _make_person(person: site.Person, album: Album) -> User:
    user = User.objects.create_user(
        person.email,
        site.PASSWORD,
        display_name=person.name,
        is_staff=True,
        is_superuser=person.is_owner,
    )
    biography = (TEXTS / person.biography).read_text(encoding="utf-8")
    profile = Profile(user=user, slug=person.slug, role=person.role, biography=biography)
    album.hang(profile, "photo", person.portrait)
    profile.save()
    for position, (label, url) in enumerate(person.links):
        profile.links.create(label=label, url=url, position=position)
    return user


def _make_categories() -> dict[str, Category]:
    blog = Category.objects.create(name="Blog", slug="blog", description=site.BLOG_DESCRIPTION)
    return {
        name: Category.objects.create(
            name=name,
            slug=slugify(name),
            parent=blog,
            description=description,
            has_health_notice=name in site.HEALTH_CATEGORIES,
            position=position,
        )
        for position, (name, description) in enumerate(site.CATEGORIES.items())
    }


def _write_site_texts(album: Album) -> None:
    texts = SiteTexts(
        pk=1,
        apply_introduction=(TEXTS / "apply.html").read_text(encoding="utf-8"),
        articles_introduction=(TEXTS / "articles-introduction.html").read_text(encoding="utf-8"),
        **site.SITE,
    )
    album.hang(texts, "hero", "hero")
    texts.save()


def _write_about(now: datetime) -> None:
    about = Page(
        title="About",
        body=(TEXTS / "about.html").read_text(encoding="utf-8"),
        is_published=True,
        updated_at=now - timedelta(days=30),
    )
    about.move_to("about")
    about.save()


def _write_article(
    article: Article, people: dict[str, User], categories: dict[str, Category], album: Album, now: datetime
) -> Post:
    published_at = None if article.days is None else now - timedelta(days=article.days)
    post = Post(
        title=article.title,
        excerpt=article.excerpt,
        body=article.body,
        hero_alt=article.alt,
        author=people[article.author],
        state=article.state,
        published_at=published_at,
        updated_at=min(published_at or now, now),
    )
    if article.picture:
        album.hang(post, "hero", article.picture)
    post.move_to(article.slug)
    post.save()
    post.categories.set(categories[name] for name in article.categories)
    post.tags.set(article.tags)
    return post
