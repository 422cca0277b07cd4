from typing import Any

from django import template
from django.utils.safestring import SafeString

from blog.models import Category, Post, SiteTexts
from core.html import json_ld
from core.web.site_urls import absolute_url
from pagecache.memo import memoised

register = template.Library()


@register.simple_tag
@memoised("blog")
def topics() -> list[Category]:
    """Return the categories that readers can choose from."""
    return list(Post.objects.published().topics())


@register.simple_tag
@memoised("accounts", "blog", "media")
def newest_posts(count: int) -> list[Post]:
    return list(Post.objects.published().newest_first().for_cards()[:count])


@register.simple_tag
def blog_posting(post: Post, site: SiteTexts) -> SafeString:
    """Describe the article for search engines, as a BlogPosting (https://schema.org/BlogPosting)."""
    url = absolute_url(post.get_absolute_url())
    author: dict[str, Any] = {"@type": "Person", "name": str(post.author)}
    if profile := getattr(post.author, "profile", None):
        author["url"] = absolute_url(profile.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "description": post.shared_description,
        "url": url,
        "mainEntityOfPage": url,
        "author": author,
        "publisher": {"@type": "Organization", "name": site.name, "url": absolute_url("/")},
        "dateModified": post.updated_at.isoformat(),
    }
    if post.published_at:
        data["datePublished"] = post.published_at.isoformat()
    if post.cover:
        data["image"] = absolute_url(post.cover.url)
    return json_ld(data)
