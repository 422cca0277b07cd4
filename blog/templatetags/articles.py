from typing import Any

from django import template
from django.utils.safestring import SafeString

from blog.models import Post, SiteTexts
from core.addresses import absolute
from core.html import json_ld

register = template.Library()


@register.simple_tag
def blog_posting(post: Post, site: SiteTexts) -> SafeString:
    """The article for machines, as a BlogPosting (https://schema.org/BlogPosting)."""
    address = absolute(post.get_absolute_url())
    author: dict[str, Any] = {"@type": "Person", "name": str(post.author)}
    if profile := getattr(post.author, "profile", None):
        author["url"] = absolute(profile.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "description": post.summary,
        "url": address,
        "mainEntityOfPage": address,
        "author": author,
        "publisher": {"@type": "Organization", "name": site.name, "url": absolute("/")},
        "dateModified": post.updated_at.isoformat(),
    }
    if post.published_at:
        data["datePublished"] = post.published_at.isoformat()
    if post.hero:
        data["image"] = absolute(post.hero.url)
    return json_ld(data)
