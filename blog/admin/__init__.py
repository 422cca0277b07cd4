"""Where the coach writes."""

from blog.admin.categories import CategoryAdmin
from blog.admin.pages import PageAdmin
from blog.admin.posts import PostAdmin
from blog.admin.site import SiteTextsAdmin
from blog.admin.tags import TagAdmin

__all__ = ["CategoryAdmin", "PageAdmin", "PostAdmin", "SiteTextsAdmin", "TagAdmin"]
