from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from config.sitemaps import SITEMAPS
from core.serving.media import media_file
from pagecache.kept import kept

handler404 = "core.web.gone.missing_page"

urlpatterns = [
    path("admin/uploads/", include("core.uploads.urls")),
    path("admin/", admin.site.urls),
    path("media/<path:path>", media_file, name="media_file"),
    path("sitemap.xml", kept()(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("", include("media.urls")),
    path("", include("accounts.urls")),
    path("", include("podcast.urls")),
    path("", include("offers.urls")),
    path("", include("coaching.urls")),
    path("", include("privacy.urls")),
    path("", include("search.urls")),
    path("", include("wordpress.urls")),
    path("", include("blog.urls")),
    # Last, because "<article>/feed/" also matches the "category/feed/" of a category's path.
    path("", include("comments.urls")),
]

handler403 = "accounts.views.permission_denied"
