from django.urls import path

from blog.views.lists import first_page
from podcast.views.show import podcast_detail

urlpatterns = [
    path("podcast/", podcast_detail, name="podcast_detail"),
    path("podcast/page/1/", first_page),
    path("podcast/page/<int:page>/", podcast_detail, name="podcast_detail"),
]
