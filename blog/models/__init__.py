from blog.models.address import Address
from blog.models.category import Category
from blog.models.links import OutsideLink
from blog.models.page import Page
from blog.models.places import LinkPlace, Reference
from blog.models.post import Post
from blog.models.replacement import ReplacedText, Replacement
from blog.models.site import MenuEntry, SiteTexts

__all__ = [
    "Address",
    "Category",
    "LinkPlace",
    "MenuEntry",
    "OutsideLink",
    "Page",
    "Post",
    "Reference",
    "ReplacedText",
    "Replacement",
    "SiteTexts",
]
