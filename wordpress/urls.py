from django.urls import path
from django.views.generic import RedirectView

from blog import converters as _converters  # noqa: F401
from wordpress import views

urlpatterns = [
    path("<int:year>/<int:month>/<uslug:slug>/", views.dated_link, name="dated_link"),
    path("<int:year>/<int:month>/<int:day>/<uslug:slug>/", views.dated_link, name="dated_link"),
    path("page/<int:page>/", views.front_page_number),
    path("wp-sitemap.xml", RedirectView.as_view(url="/sitemap.xml", permanent=True)),
    path("sitemap_index.xml", RedirectView.as_view(url="/sitemap.xml", permanent=True)),
    path("feed/podcast/", views.podcast_feed),
    path("feed/podcast/<str:series>/", views.podcast_feed),
    path("xmlrpc.php", views.gone),
]
