"""No public page fails for any row: rows also come from imports, old versions and shells."""

import sys
import unicodedata
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django import Settings
from taggit.models import Tag

from accounts.models import Profile, ProfileLink, User
from blog.models import Address, Category, MenuEntry, Page, Post, SiteTexts
from blog.periods import months
from comments.models import Comment
from config.sitemaps import SITEMAPS
from media.models import Picture
from offers.models import Offer
from podcast.models import Episode, Show
from search.tasks import fill_search
from tests.factories import (
    make_answer,
    make_category,
    make_coach,
    make_comment,
    make_episode,
    make_offer,
    make_page,
    make_picture,
    make_post,
    make_show,
)

pytestmark = pytest.mark.django_db

# Pages with a token in the URL show only what their own forms have validated. The others show no row.
WITHOUT_ROWS = {
    "health",
    *("media_file", "document_file", "robots", "application_deleted", "link_request_create", "link_request_received"),
    *("comment_already_received", "privacy_request", "privacy_requested", "sign_up_received", "provider_report", None),
}
# Of an episode. They are missing if it has no such text.
FILES = {"podcast_transcript", "podcast_words", "podcast_chapters", "podcast_cover", "transcript_detail"}


class PublicSite:
    """One public row of each kind, and the URL of each page that shows one of them."""

    def __init__(self) -> None:
        picture = make_picture(60, 40)
        self.texts = SiteTexts(pk=1, hero=picture, logo=picture, icon=picture, apply_introduction="<p>For whom.</p>")
        self.texts.save()
        self.coach = make_coach()
        Profile.objects.update(photo=picture)
        ProfileLink.objects.create(profile=self.coach.profile, label="Site", url="https://example.org/")
        self.category = make_category("Core", parent=make_category("Blog"))
        Category.objects.update(picture=picture)
        self.post = make_post("hips", cover=picture, author=self.coach, categories=[self.category], tags=["strong"])
        make_show(picture=picture, directories_text="https://overcast.fm/x")
        make_episode(self.post, guests="Nadia", chapters="0:00 Begin", transcript="Words.")
        make_post("other", author=self.coach, categories=[self.category], tags=["strong"])
        self.page = make_page(cover=picture)
        self.comment = make_comment(self.post)
        make_answer(self.comment)
        self.offer = make_offer(is_site_wide=True)
        self.collecting = make_offer(collects_sign_ups=True, target="", categories=[self.category], picture=picture)

    def pages(self) -> dict[str, str]:
        """The URLs of the pages by the name of their route."""
        slug = Address.objects.get(post=self.post).slug
        path = Category.objects.get(pk=self.category.pk).path
        lists = {
            "category_detail": path,
            "category_feed": path,
            **dict.fromkeys(["tag_detail", "tag_feed"], Tag.objects.get().slug),
            **dict.fromkeys(["author_detail", "author_feed"], Profile.objects.get(user=self.coach).slug),
            "comment_page": slug,
            **dict.fromkeys(["entry_detail", "comment_create", "post_comment_feed"], slug),
            "offer_redirect": Offer.objects.get(pk=self.offer.pk).slug,
            "sign_up_create": Offer.objects.get(pk=self.collecting.pk).slug,
            **dict.fromkeys(["comment_detail", "comment_thread"], self.comment.pk),
        }
        routes = "home article_list feed sitemap comment_feed application_create privacy_notice".split()
        routes += ["touch_icon", "web_manifest", "archive", "security_txt", "podcast_detail", "podcast_feed"]
        pages = {name: reverse(name) for name in routes}
        pages |= {
            name: reverse(name, args=[key, 1] if name == "comment_page" else [key]) for name, key in lists.items()
        }
        return pages | {
            **{name: reverse(name, args=[Episode.objects.get().pk]) for name in FILES - {"podcast_cover"}},
            "podcast_cover": reverse("podcast_cover", args=[Picture.objects.get().pk, "0"]),
            "sitemap_section": reverse("sitemap_section", args=["posts"]),
            "page": Page.objects.get().get_absolute_url(),
            "site_icon": reverse("site_icon", args=[32]),
            # An article of a year without four digits is in none.
            "period_list": next((one.period.get_absolute_url() for one in months()), pages["archive"]),
            "search": reverse("search", query={"q": "breathe words of about"}),
            "answering": f"{pages['entry_detail']}?replytocom={self.comment.pk}",
            "dated_link": reverse("dated_link", args=[2017, 11, slug]),
        }

    def check(self, client: Client) -> None:
        fill_search.call()
        pages = list(self.pages().items())
        pages += [(name, f"{url}atom/") for name, url in pages if name.endswith("feed") and name != "podcast_feed"]
        pages += [(name, reverse("sitemap_section", args=[name])) for name in SITEMAPS]
        for name, url in pages:
            response = client.get(url)
            allowed = {302} if name == "offer_redirect" else {200, 301, 302, *({404} if name in FILES else ())}
            assert response.status_code in allowed, (name, url)


@pytest.fixture
def site() -> PublicSite:
    return PublicSite()


def sample_characters() -> str:
    """The first characters of each Unicode category that a database can store."""
    found: dict[str, str] = {}
    for number in range(1, sys.maxunicode + 1):
        category = unicodedata.category(chr(number))
        if len(found.setdefault(category, "")) < 3 and category != "Cs":
            found[category] += chr(number)
    return "".join(found.values())


CHARACTERS = sample_characters()
SINGLE_CHARACTERS = ["\x01", "\xad", "\u200b", "\u2028", "\u3000", "\u0301", "\ue000", "\U0010ffff", "💪", "™"]


def test_all_public_urls_are_checked(client, site):
    def names_of(resolver: URLResolver) -> set[str | None]:
        found: set[str | None] = set()
        for pattern in resolver.url_patterns:
            route = str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                found |= set() if "token" in route or route.lstrip("^").startswith("account/") else {pattern.name}
            elif not route.startswith("admin"):
                found |= names_of(pattern)
        return found

    assert names_of(get_resolver()) - WITHOUT_ROWS == set(site.pages()) - {"page", "answering"}
    site.check(client)


def set_slugs(site: PublicSite, slug: str) -> None:
    """Set the slugs without validation. Unique columns get an additional letter."""
    Tag.objects.update(slug=slug)
    Profile.objects.update(slug=slug)
    Category.objects.filter(pk=site.category.pk).update(slug=slug, path=f"blog/{slug}")
    for number, row in enumerate([site.post, site.page]):
        Address.objects.filter(pk=row.address_id).update(slug=slug + "x" * number)
    for number, row in enumerate([site.offer, site.collecting]):
        Offer.objects.filter(pk=row.pk).update(slug=slug + "x" * number)


def test_pages_with_characters_of_all_categories_in_slugs(client, site):
    for start in range(0, len(CHARACTERS), 40):
        set_slugs(site, CHARACTERS[start : start + 40])
        site.check(client)


@pytest.mark.parametrize("name", ["entry_detail", "tag_detail", "author_detail", "category_detail", "offer_redirect"])
def test_url_of_a_slug_resolves_to_it(name):
    for character in CHARACTERS:
        for slug in (character, f"a{character}", f"{character}a", f"a{character}a"):
            path = unquote(reverse(name, args=[slug]))
            assert list(resolve(path).kwargs.values()) == [slug]


@pytest.mark.parametrize("slug", ["", " ", ".", "..", "a.b", "/", "a/b", "%", "%2F", "%00", "?a", "#a", "\\", "x" * 79])
def test_pages_with_an_odd_slug(client, site, slug):
    set_slugs(site, slug)
    site.check(client)


DATES = [datetime(1, 1, 1, tzinfo=UTC), datetime(1, 12, 31, 23, tzinfo=UTC), datetime(1582, 10, 10, tzinfo=UTC)]


# What a database makes of them differs. What a page makes of a text does not, so PostgreSQL has one case of each.
@pytest.mark.all_cases
@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])
@pytest.mark.parametrize("date", DATES)
def test_pages_with_an_odd_date(client, site, settings: Settings, date, zone):
    settings.TIME_ZONE = zone
    Post.objects.update(published_at=date, updated_at=date)
    Page.objects.update(updated_at=date)
    Comment.objects.update(created_at=date, edited_at=date)
    Offer.objects.update(starts_at=date)
    site.check(client)


@pytest.mark.all_cases
@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])
def test_pages_with_the_last_possible_date(client, site, settings: Settings, zone):
    settings.TIME_ZONE = zone
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    Post.objects.update(updated_at=last)
    Page.objects.update(updated_at=last)
    Comment.objects.update(created_at=last, edited_at=last)
    Offer.objects.update(ends_at=last)
    site.check(client)


def set_texts(text: str) -> None:
    """Set all texts of the pages without cleaning, as long as the columns allow."""
    site = (SiteTexts, MenuEntry, User, Profile, ProfileLink, Category, Tag, Post, Page, Comment, Offer, Picture)
    for model in (*site, Show, Episode):
        kinds = ("CharField", "TextField", "URLField")
        fields = [field for field in model._meta.concrete_fields if field.get_internal_type() in kinds]
        excluded = {"state", "kind", "path", "slug", "fingerprint", "state_before", "password", "email"}
        shown = [field for field in fields if field.name not in excluded]
        for row in model.objects.all():
            values: dict[str, Any] = {field.name: text[: field.max_length] for field in shown if not field.unique}
            values |= {field.name: f"{row.pk}{text}"[: field.max_length] for field in shown if field.unique}
            values |= {"target": f"https://example.org/{text}"[:300]} if model is Offer and row.target else {}
            values |= {"address": f"https://example.org/{text}"[:2000]} if model is Episode else {}
            model.objects.filter(pk=row.pk).update(**values)


def test_pages_with_characters_of_all_categories_in_texts(client, site):
    set_texts(CHARACTERS)
    site.check(client)


@pytest.mark.parametrize(
    "text", ["", "<", "<a", "&", "<figure data-", '"><', "http://[", "//", "\n" * 200, *SINGLE_CHARACTERS]
)
def test_pages_with_an_odd_text(client, site, text):
    set_texts(text)
    site.check(client)


def test_pages_with_a_huge_text(client, site):
    set_texts("<p>Lift. " * 200_000)
    site.check(client)
