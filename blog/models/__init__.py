from blog.models.address import Address
from blog.models.category import Category
from blog.models.page import Page
from blog.models.post import Post
from blog.models.site import MenuEntry, SiteTexts

__all__ = ["Address", "Category", "MenuEntry", "Page", "Post", "SiteTexts"]
