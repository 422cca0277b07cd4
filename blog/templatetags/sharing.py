"""What the heads of pages tell search engines, and whoever shows a page that is shared."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Profile
from blog import structured_data
from blog.models import Category, SiteTexts
from blog.share_pictures import shown_picture
from core.html import json_ld

register = template.Library()

register.simple_tag(shown_picture)


@register.simple_tag
def site_data(site: SiteTexts, search_path: str) -> SafeString:
    """Describe the site, on its front page."""
    return json_ld(structured_data.website(site, search_path), structured_data.organization(site))


@register.simple_tag
def list_data(title: str, path: str, category: Category | str, profile: Profile | str) -> SafeString:
    """Describe the way to a list of articles, and the person if they are an author's."""
    if isinstance(category, Category):
        return json_ld(structured_data.breadcrumbs(structured_data.trail_of_topic(category)))
    articles = (_("Articles"), reverse("article_list"))
    trail = structured_data.breadcrumbs([articles] if path == articles[1] else [articles, (str(title), path)])
    return json_ld(structured_data.profile_page(profile), trail) if isinstance(profile, Profile) else json_ld(trail)


@register.simple_tag
def page_data(title: str, path: str) -> SafeString:
    """Describe the way to a page that stands below the front page."""
    return json_ld(structured_data.breadcrumbs([(str(title), path)]))
