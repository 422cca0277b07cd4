"""The sitemap of the whole site: what each app has for search engines."""

from blog import sitemaps as blog


class ApplySitemap(blog.RouteSitemap):
    def items(self) -> list[str]:
        return ["application_create"]


SITEMAPS = {**blog.SITEMAPS, "apply": ApplySitemap}
