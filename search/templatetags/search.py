from django import template

from blog.models import Category
from search.asked import Asked

register = template.Library()


@register.simple_tag
def search_url(asked: Asked, kind: str = "", topic: Category | None = None, page: int = 1) -> str:
    return asked.url(kind, topic, page)
