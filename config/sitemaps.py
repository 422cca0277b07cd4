"""The sitemap of the whole site, put together from the sitemaps of the apps."""

from blog import sitemaps as blog


class FormSitemap(blog.RouteSitemap):
    def items(self) -> list[str]:
        return ["application_create", "privacy_notice"]


SITEMAPS = {**blog.SITEMAPS, "forms": FormSitemap}
