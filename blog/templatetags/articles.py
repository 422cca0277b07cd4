from django import template

from blog.models import Category, Post
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
