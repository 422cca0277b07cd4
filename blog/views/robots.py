from django.http import HttpRequest, HttpResponse

from core.web.site_urls import absolute_url
from pagecache.kept import kept

LINES = ["User-agent: *", "Disallow: /admin/", "Disallow: /go/", "Disallow: /*?replytocom=", ""]


@kept()
def robots(request: HttpRequest) -> HttpResponse:
    """Serve ``robots.txt`` (RFC 9309)."""
    return HttpResponse("\n".join([*LINES, f"Sitemap: {absolute_url('/sitemap.xml')}", ""]), content_type="text/plain")
