from django.urls import path

from core.uploads import views

urlpatterns = [
    path("", views.upload_create, name="upload_create"),
    path("<slug:token>/", views.upload_detail, name="upload_detail"),
]
