from django.urls import path

from privacy import views

urlpatterns = [
    path("privacy/", views.privacy_notice, name="privacy_notice"),
    path("privacy/request/", views.privacy_request, name="privacy_request"),
    path("privacy/requested/", views.privacy_requested, name="privacy_requested"),
    path("privacy/mine/<str:token>/", views.privacy_person, name="privacy_person"),
    path("privacy/mine/<str:token>/erase/", views.privacy_erase, name="privacy_erase"),
    path("privacy/mine/<str:token>/file/", views.privacy_file, name="privacy_file"),
]
