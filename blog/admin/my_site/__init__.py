from blog.admin.my_site.front import SiteTextsAdmin

__all__ = ["SiteTextsAdmin"]
