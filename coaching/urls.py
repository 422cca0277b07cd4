from django.urls import path

from coaching.views import apply

urlpatterns = [
    path("apply/", apply.application_create, name="application_create"),
    path("apply/<str:token>/", apply.application_received, name="application_received"),
]
