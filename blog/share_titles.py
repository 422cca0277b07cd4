"""The titles and pictures of this app's public pages, for ``blog.share_pictures``."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag

from accounts.models import Profile
from blog.menu import site_texts
from blog.models import Category, Page, Post
from blog.share_pictures import Cut, Title, register_source


def register_titles() -> None:
    register_source(_posts, "accounts", "blog", "media.picture", "taggit")
    register_source(_pages, "blog.page", "blog.address", "media.picture")
    register_source(_topics, "blog.category", "media.picture", "taggit")
    register_source(_authors, "accounts")
    register_source(_front_page, "blog.sitetexts")
    register_page("article_list", gettext_lazy("Articles"))


def register_page(route: str, title: str | Promise) -> None:
    """Register a page that is no row, by the name of its route."""
    register_source(lambda: [Title(reverse(route), str(title))])


def _posts() -> Iterator[Title]:
    posts = Post.objects.published().select_related("address", "author", "cover").defer("body", "html")
    for post in posts.prefetch_related("categories"):
        topic = post.topic.name if post.topic else ""
        yield Title(post.get_absolute_url(), post.shared_title, topic, str(post.author), Cut.from_picture(post.cover))


def _pages() -> Iterator[Title]:
    pages = Page.objects.published().select_related("address", "cover").defer("body", "html")
    for page in pages:
        yield Title(page.get_absolute_url(), page.shared_title, cut=Cut.from_picture(page.cover))


def _topics() -> Iterator[Title]:
    for category in Category.objects.select_related("parent", "picture"):
        topic = category.parent.name if category.parent else _("Topic")
        yield Title(category.get_absolute_url(), category.name, topic, cut=Cut.from_picture(category.picture))
    for tag in Tag.objects.all():
        yield Title(reverse("tag_detail", args=[tag.slug]), tag.name, _("Tag"))


def _authors() -> Iterator[Title]:
    """A portrait is shared as it is: cut to that shape, it would lose hair or chin."""
    for profile in Profile.objects.public().filter(photo=None):
        yield Title(profile.get_absolute_url(), str(profile), profile.job_title)


def _front_page() -> Iterator[Title]:
    """Also where it has a picture: what is drawn stands for pages that have nothing else."""
    texts = site_texts()
    yield Title(reverse("home"), str(texts.tagline or texts.name))
