from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.html_links import internal_path
from blog.models import Address, Post
from core.blocks import Block, BlockForm
from core.web.site_urls import absolute_url, own_hosts
from pagecache.memo import memoised

SUGGESTED = 300


class Suggestions(forms.TextInput):
    """A text field that suggests the titles of the newest articles."""

    template_name = "blog/widgets/article_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        posts = Post.objects.not_binned().order_by("-published_at", "-pk")
        context["widget"]["titles"] = posts.values_list("title", flat=True)[:SUGGESTED]
        return context


class ArticleForm(BlockForm):
    article = forms.CharField(
        label=gettext_lazy("Which article?"),
        max_length=500,
        help_text=gettext_lazy("Begin to type its title, or paste its address."),
        widget=Suggestions(attrs={"autocomplete": "off"}),
    )

    def values_of(self, key: str) -> dict[str, Any]:
        post = _find(key)
        return {"article": post.title} if post else {}

    def clean_article(self) -> Post:
        post = find_article(self.cleaned_data["article"])
        if post is None:
            raise ValidationError(_("There is no article with this title or address."))
        return post

    def save(self) -> str:
        return str(self.cleaned_data["article"].slug)


def find_article(written: str) -> Post | None:
    """Return the article, public or not, with this title, slug or address."""
    written = written.strip()
    path = internal_path(written, own_hosts()) or ""
    return _titled(written) or _find(unquote(path).strip("/") or written)


def _titled(title: str) -> Post | None:
    posts = Post.objects.not_binned().select_related("address")
    return posts.filter(title__iexact=title).order_by("-published_at", "-pk").first()


def _find(slug: str) -> Post | None:
    address = Address.objects.filter(slug=slug).select_related("moved_to").first()
    posts = Post.objects.not_binned().select_related("address")
    return posts.filter(address=address.moved_to or address).first() if address else None


class Article(Block):
    """Another article of the site. The key is its slug; a former one leads to it too."""

    kind = "article"
    label = gettext_lazy("Link to an article")
    description = gettext_lazy("Another article, with its picture and its first sentences.")
    icon = "article"
    form_class = ArticleForm

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        return _articles(keys)

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        return {"post": shown}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        return format_html('<p><a href="{}">{}</a></p>', absolute_url(shown.get_absolute_url()), shown.title)

    def search_text(self, shown: Any) -> str:
        return str(shown.title)


@memoised("accounts", "blog", "media")
def _articles(slugs: frozenset[str]) -> Mapping[str, Post]:
    """Return the public ones of these articles by slug."""
    current = {address.slug: address.moved_to_id or address.pk for address in Address.objects.filter(slug__in=slugs)}
    posts: Iterable[Post] = Post.objects.published().for_cards().filter(address__in=current.values())
    by_address = {post.address_id: post for post in posts}
    return {slug: by_address[pk] for slug, pk in current.items() if pk in by_address}
