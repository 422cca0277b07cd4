"""What search engines are told about pages, as nodes of JSON-LD: plain dictionaries with the terms of schema.org.

What is shown of them, and what each must have: https://developers.google.com/search/docs/appearance/structured-data.
An app with pages of another kind has functions for its nodes; ``core.html.json_ld`` puts nodes into a page.
"""

from collections.abc import Iterable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from blog.models import Category, Post, SiteTexts
from blog.share_pictures import Shown, shown_picture
from blog.views.icons import APP_SIZES
from core.web.site_urls import absolute_url
from pagecache.memo import memoised

Node = dict[str, Any]


def organization(site: SiteTexts) -> Node:
    """https://schema.org/Organization: who publishes the site."""
    url = absolute_url("/")
    return {"@type": "Organization", "name": site.name, "url": url, "logo": _logo(site)}


def _logo(site: SiteTexts) -> Node:
    if site.logo:
        return image(Shown.from_picture(site.logo))
    if site.icon:
        side = max(APP_SIZES)
        return image(Shown(absolute_url(reverse("site_icon", args=[side])), side, side))
    return {"@type": "ImageObject", "url": absolute_url(static("img/favicon.svg"))}


def image(shown: Shown) -> Node:
    return {"@type": "ImageObject", "url": shown.url, "width": shown.width, "height": shown.height}


def website(site: SiteTexts, search_path: str) -> Node:
    """https://schema.org/WebSite, with its search at ``search_path``."""
    search: Node = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute_url(search_path)}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    node = {"@type": "WebSite", "name": site.name, "url": absolute_url("/"), "potentialAction": search}
    return {**node, "description": str(site.tagline)} if site.tagline else node


@memoised("accounts")
def person(user: User) -> Node:
    """https://schema.org/Person: the author of something."""
    node: Node = {"@type": "Person", "name": str(user)}
    if profile := getattr(user, "profile", None):
        node["url"] = absolute_url(profile.get_absolute_url())
    return node


def profile_page(profile: Profile) -> Node:
    """https://schema.org/ProfilePage: the page of an author."""
    about = person(profile.user)
    described = {
        "jobTitle": profile.job_title,
        "description": profile.introduction,
        "image": absolute_url(profile.photo.url) if profile.photo else "",
        "sameAs": [link.url for link in profile.links.all()],
    }
    about = {**about, **{name: value for name, value in described.items() if value}}
    return {"@type": "ProfilePage", "url": about["url"], "mainEntity": about}


@memoised("accounts", "blog", "media")
def blog_posting(post: Post, site: SiteTexts) -> Node:
    """https://schema.org/BlogPosting. It was modified when readers were told so, not with each correction."""
    url = absolute_url(post.get_absolute_url())
    node: Node = {
        "@type": "BlogPosting",
        "headline": post.title or post.shared_title or site.name,
        "description": post.shared_description,
        "url": url,
        "mainEntityOfPage": url,
        "author": person(post.author),
        "publisher": organization(site),
    }
    if post.published_at:
        node["datePublished"] = post.published_at.isoformat()
        node["dateModified"] = max(post.updated_at, post.published_at).isoformat()
    if shown := shown_picture(post.cover, post.get_absolute_url(), post.shared_title):
        node["image"] = image(shown)
    return node


@memoised("blog")
def trail_of_post(post: Post) -> Node:
    """The way to an article by its topic, or else by the list of all articles."""
    above = trail_of_topic(post.topic) if post.topic else [(_("Articles"), reverse("article_list"))]
    return breadcrumbs([*above, (post.shared_title, post.get_absolute_url())])


def trail_of_topic(category: Category) -> list[tuple[str, str]]:
    names = _names_of(frozenset(category.lineage)) if category.depth else {category.path: category.name}
    return [
        (names[path], reverse("category_detail", args=[path])) for path in reversed(category.lineage) if path in names
    ]


@memoised("blog.category")
def _names_of(paths: frozenset[str]) -> dict[str, str]:
    return dict(Category.objects.filter(path__in=paths).values_list("path", "name"))


def breadcrumbs(places: Iterable[tuple[str, str]]) -> Node:
    """https://schema.org/BreadcrumbList of names and paths, from below the front page down to the page itself."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute_url(path)}
        for position, (name, path) in enumerate([(_("Home"), reverse("home")), *places], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
