"""Snippets of what is found in lists of the admin."""

from django import template
from django.utils.safestring import SafeString

from core.html import paragraphs_of
from search.query import Query, read_query
from search.snippets import snippet

register = template.Library()


@register.simple_tag
def read_words(text: str) -> Query:
    """Read what was searched, once for all rows of a list."""
    return read_query(text)


@register.filter
def snippet_with(html: str, query: Query) -> SafeString:
    """Return the paragraph of cleaned HTML that has the most of the words, with these marked."""
    return snippet(query, paragraphs_of(html))
