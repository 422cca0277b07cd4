from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("comments.urls")),
    path("", include("coaching.urls")),
    path("", include("wordpress.urls")),
    path("", include("blog.urls")),
]
