"""What the heads of pages tell search engines, and whoever shows a page that is shared."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from blog.models import SiteTexts
from blog.share_pictures import shown_picture
from blog.structured_data import breadcrumbs, organization, profile_page, trail_of_topic, website
from core.html import json_ld

register = template.Library()

register.simple_tag(shown_picture)


@register.simple_tag
def site_data(site: SiteTexts, search_path: str) -> SafeString:
    """Describe the site, on its front page."""
    return json_ld(website(site, search_path), organization(site))


@register.simple_tag(takes_context=True)
def list_data(context: dict[str, Any], title: str, path: str) -> SafeString:
    """Describe the way to a list of articles, and the person if they are an author's."""
    articles = (_("Articles"), reverse("article_list"))
    if "category" in context:
        places = trail_of_topic(context["category"])
    else:
        places = [articles] if path == articles[1] else [articles, (str(title), path)]
    persons = [profile_page(context["profile"])] if "profile" in context else []
    return json_ld(*persons, breadcrumbs(places))
