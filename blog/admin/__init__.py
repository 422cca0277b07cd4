"""The admin of articles, pages, categories, tags, links and site texts."""

from blog.admin.categories import CategoryAdmin
from blog.admin.external_links import ExternalLinkAdmin, LinkReplacementAdmin
from blog.admin.my_site import SiteTextsAdmin
from blog.admin.pages import PageAdmin
from blog.admin.posts import PostAdmin
from blog.admin.tags import TagAdmin

__all__ = [
    "CategoryAdmin",
    "ExternalLinkAdmin",
    "LinkReplacementAdmin",
    "PageAdmin",
    "PostAdmin",
    "SiteTextsAdmin",
    "TagAdmin",
]
