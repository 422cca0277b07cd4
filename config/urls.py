from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from config.sitemaps import SITEMAPS
from core.media import media_file

urlpatterns = [
    path("admin/", admin.site.urls),
    path("media/<path:path>", media_file, name="media_file"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("", include("accounts.urls")),
    path("", include("coaching.urls")),
    path("", include("privacy.urls")),
    path("", include("wordpress.urls")),
    path("", include("blog.urls")),
    # Last: "<article>/feed/" would also take "category/feed/", of a category with that name.
    path("", include("comments.urls")),
]
