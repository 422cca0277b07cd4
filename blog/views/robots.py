from django.http import HttpRequest, HttpResponse

from core.addresses import absolute

LINES = ["User-agent: *", "Disallow: /admin/", "Disallow: /go/", "Disallow: /*?replytocom=", ""]


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may ask for (RFC 9309), and where the sitemap is."""
    return HttpResponse("\n".join([*LINES, f"Sitemap: {absolute('/sitemap.xml')}", ""]), content_type="text/plain")
