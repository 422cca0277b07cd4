from django.urls import path

from coaching import views

urlpatterns = [
    path("apply/", views.application_create, name="application_create"),
    path("apply/<str:token>/", views.application_received, name="application_received"),
]
