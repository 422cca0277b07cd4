from blog.models.category import Category
from blog.models.entry import Address
from blog.models.external_link import ExternalLink
from blog.models.former_slugs import FormerCategoryPath, FormerTagSlug
from blog.models.guest_link import GuestLink
from blog.models.link_replacement import LinkReplacement, ReplacedText
from blog.models.menu_entry import MenuEntry
from blog.models.page import Page
from blog.models.post import Post
from blog.models.presence import Presence
from blog.models.remote_picture import RemotePicture
from blog.models.revision import Revision
from blog.models.share_picture import SharePicture
from blog.models.site import SiteTexts
from blog.models.text_index import LinkOccurrence, Reference
from blog.models.unpublished_picture import UnpublishedPicture

# An article or a page.
Entry = Page | Post

__all__ = [
    "Address",
    "Category",
    "Entry",
    "ExternalLink",
    "FormerCategoryPath",
    "FormerTagSlug",
    "GuestLink",
    "LinkOccurrence",
    "LinkReplacement",
    "MenuEntry",
    "Page",
    "Post",
    "Presence",
    "Reference",
    "RemotePicture",
    "ReplacedText",
    "Revision",
    "SharePicture",
    "SiteTexts",
    "UnpublishedPicture",
]
