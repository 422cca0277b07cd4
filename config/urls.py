from django.contrib import admin
from django.urls import include, path

from config.security_txt import security_txt
from config.sitemaps import sitemap_index, sitemap_section
from core.serving.media import media_file

handler404 = "core.web.gone.missing_page"
handler500 = "core.web.failures.server_error"

urlpatterns = [
    path("admin/uploads/", include("core.uploads.urls")),
    path("admin/", admin.site.urls),
    path("media/<path:path>", media_file, name="media_file"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap_section"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include("outbox.urls")),
    path("", include("media.urls")),
    path("", include("accounts.urls")),
    path("", include("podcast.urls")),
    path("", include("offers.urls")),
    path("", include("coaching.urls")),
    path("", include("privacy.urls")),
    path("", include("search.urls")),
    path("", include("wordpress.urls")),
    path("", include("operations.urls")),
    path("", include("blog.urls")),
    # Last, because "<article>/feed/" also matches the "category/feed/" of a category's path.
    path("", include("comments.urls")),
]

handler403 = "accounts.views.permission_denied"
