"""Load the whole sample site, or nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from blog.models import Category, Page, Post, SiteTexts
from demo import site
from demo.applications import write_applications
from demo.articles import TEXTS, Article, read_articles
from demo.comments import write_conversations
from demo.library import SamplePictures
from demo.links import write_links
from demo.offers import write_offers
from demo.podcast import write_podcast
from media.models import Picture

Say = Callable[[str], None]


def load(say: Say) -> None:
    """Fill an empty database. ``say`` is called with a sentence after each step."""
    articles = read_articles()
    pictures = SamplePictures({article.picture: article.alt for article in articles} | site.STEPS)
    with pictures.discarded_on_failure(), transaction.atomic():
        now = midnight()
        people = {person.name: _make_person(person, pictures) for person in site.PEOPLE}
        categories = _make_categories(pictures)
        _write_page("About", now, pictures.get(site.MARA.portrait))
        _write_page("Imprint", now)
        say(_("Accounts: %d") % len(people))
        posts = {article.slug: _write_article(article, people, categories, pictures, now) for article in articles}
        _write_site_texts(pictures, posts)
        say(_("Articles: %d") % len(posts))
        say(_("Offers: %d") % write_offers(posts, categories, pictures, now))
        say(_("External links: %d") % write_links(people[site.MARA.name], now))
        say(_("Comments: %d") % write_conversations(posts, people, now))
        say(_("Applications: %d") % write_applications(people[site.MARA.name], posts, now))
        say(_("Episodes: %d") % write_podcast(posts, pictures))


def midnight() -> datetime:
    """Return the beginning of this day, from which all dates of the sample are counted."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _make_person(person: site.Person, pictures: SamplePictures) -> User:
    user = User.objects.create_user(
        person.email,
        site.PASSWORD,
        display_name=person.name,
        is_staff=True,
        role=person.role,
    )
    biography = (TEXTS / person.biography).read_text(encoding="utf-8")
    photo = pictures.get(person.portrait)
    profile = Profile(user=user, slug=person.slug, job_title=person.job_title, biography=biography, photo=photo)
    profile.save()
    for position, (label, url) in enumerate(person.links):
        profile.links.create(label=label, url=url, position=position)
    return user


def _make_categories(pictures: SamplePictures) -> dict[str, Category]:
    blog = Category.objects.create(name=site.BLOG, slug="blog", description=site.BLOG_DESCRIPTION)
    return {
        name: Category.objects.create(
            name=name,
            slug=slugify(name),
            parent=blog,
            description=description,
            picture=pictures.get(picture),
            has_health_notice=name in site.HEALTH_CATEGORIES,
            position=position,
        )
        for position, (name, (description, picture)) in enumerate(site.CATEGORIES.items())
    }


def _write_site_texts(pictures: SamplePictures, posts: dict[str, Post]) -> None:
    start = [posts[slug].pk for slug in site.START_HERE]
    texts = SiteTexts(pk=1, hero=pictures.get("hero", site.HERO_ALT), start_here=start, **site.read_site_texts())
    texts.save()


def _write_page(title: str, now: datetime, picture: Picture | None = None) -> None:
    slug = slugify(title)
    page = Page(
        title=title,
        body=(TEXTS / f"{slug}.html").read_text(encoding="utf-8"),
        cover=picture,
        state=Page.State.PUBLISHED,
        published_at=now - timedelta(days=30),
        updated_at=now - timedelta(days=30),
    )
    page.move_to(slug)
    page.save()


def _write_article(
    article: Article, people: dict[str, User], categories: dict[str, Category], pictures: SamplePictures, now: datetime
) -> Post:
    published_at = None if article.days is None else now - timedelta(days=article.days)
    post = Post(
        title=article.title,
        teaser=article.teaser,
        body=pictures.in_text(article.body),
        cover=pictures.get(article.picture) if article.picture else None,
        author=people[article.author],
        state=article.state,
        published_at=published_at,
        updated_at=min(published_at or now, now),
    )
    post.move_to(article.slug)
    post.save()
    post.categories.set(categories[name] for name in article.categories)
    post.tags.set(article.tags)
    return post
